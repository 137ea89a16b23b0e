import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import type { TraitKind } from "./catalogue";

const row = z.object({
  name: z.string(),
  value: z.string().transform((text) => JSON.parse(text) as unknown),
  at: z.string(),
  source_id: z.string(),
});

/** Told under the portal's own id, or under one of the owner's systems that is tied to it. */
const queryOf = (kind: TraitKind, prefix: "user:" | "group:") =>
  defineQuery({
    sql: `
      SELECT t.name AS name, argMax(t.value, t.occurred_at) AS value, max(t.occurred_at) AS at, argMax(t.source_id, t.occurred_at) AS source_id
      FROM traits AS t
      WHERE t.kind = '${kind}' AND (t.entity_id = {id:String}
        OR dictGetOrDefault('visitor_alias', '${kind}_id', cityHash64(concat('${prefix}', t.entity_id)), '') = {id:String})
      GROUP BY name ORDER BY name LIMIT 200`,
    params: z.object({ id: z.string() }),
    row,
  });

const queries = { person: queryOf("person", "user:"), company: queryOf("company", "group:") };

/** A trait as it was last told: when, and by which source. */
export type Trait = { name: string; value: unknown; at: string; sourceId: string };

/** What is known of a person or company besides who they are: the latest value of each trait, by name. */
export async function listTraits(kind: TraitKind, id: string): Promise<Trait[]> {
  const rows = await runQuery(queries[kind], { id });
  return rows.map(({ name, value, at, source_id }) => ({ name, value, at, sourceId: source_id }));
}
