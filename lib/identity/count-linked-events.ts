import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";

const query = defineQuery({
  sql: `
    SELECT count() AS events, uniqExactIf(visit_id, visit_id != '') AS visits
    FROM events
    WHERE (visitor_hash = cityHash64({subject:String}) AND visitor_id = {subject:String} AND person_id = '') OR ({kind:String} = 'external_person' AND person_id = {subject:String})`,
  params: z.object({ kind: z.string(), subject: z.string() }),
  row: z.object({ events: z.coerce.number(), visits: z.coerce.number() }),
});

/**
 * How many events, and visits among them, a tie carries to its person: those that name nobody themselves (for an id of the owner's systems:
 * those that name it). They are what an undo gives back.
 */
export async function countLinkedEvents(link: {
  kind: string;
  subject: string;
}): Promise<{ events: number; visits: number }> {
  const [row] = await runQuery(query, { kind: link.kind, subject: link.subject });
  return row ?? { events: 0, visits: 0 };
}
