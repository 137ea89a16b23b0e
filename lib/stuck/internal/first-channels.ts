import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";

const channelsQuery = defineQuery({
  sql: `SELECT dictGetOrDefault('visitor_alias', 'person_id', visitor_hash, '') AS person, argMin(channel, (occurred_at, visit_id)) AS channel
    FROM touches
    WHERE visitor_hash IN (SELECT visitor_hash FROM dictionary('visitor_alias') WHERE person_id IN {persons:Array(String)})
    GROUP BY person`,
  params: z.object({ persons: z.array(z.string()) }),
  row: z.object({ person: z.string(), channel: z.string() }),
});

/** The channel of each of these people's first touch; who has none is missing. */
export async function firstChannels(persons: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let at = 0; at < persons.length; at += 1_000) {
    const rows = await runQuery(channelsQuery, { persons: persons.slice(at, at + 1_000) });
    for (const { person, channel } of rows) found.set(person, channel);
  }
  return found;
}
