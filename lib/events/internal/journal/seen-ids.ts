import { clickhouse } from "@/lib/base/clickhouse/client";

/** How the views in 0001_ledger.sql make `id_hash`; `id` is a usage row's `source NUL id`. */
const hashes = {
  event: "sipHash128('event', id)",
  usage: "sipHash128('usage', splitByChar('\\0', id)[1], splitByChar('\\0', id)[2])",
};

/** Hex of 5,000 ids of 60 bytes is 600 KB of SQL. */
const idsPerQuery = 5_000;

/**
 * Which of these ids another batch has inserted in the last 33 days. Not a `runQuery`: thousands of ids do not fit where parameters
 * travel (the URL), so they go into the text as hex, in which no id can be anything but itself.
 */
export async function findSeen(kind: "event" | "usage", ids: string[], batch: string): Promise<string[]> {
  const seen: string[] = [];
  for (let at = 0; at < ids.length; at += idsPerQuery) {
    const part = ids.slice(at, at + idsPerQuery);
    const hex = part.map((id) => Buffer.from(id, "utf8").toString("hex")).join(",");
    const result = await clickhouse().query({
      query: `
        WITH arrayMap(x -> unhex(x), splitByChar(',', '${hex}')) AS ids
        SELECT DISTINCT hex(id) AS id
        FROM (SELECT arrayJoin(ids) AS id, ${hashes[kind]} AS id_hash)
        WHERE id_hash IN (
          SELECT id_hash FROM seen_ids
          WHERE id_hash IN (SELECT ${hashes[kind]} FROM (SELECT arrayJoin(ids) AS id)) AND batch != {batch:String}
        )`,
      query_params: { batch },
      format: "JSONEachRow",
      clickhouse_settings: { max_query_size: String(4 * 1024 * 1024) },
    });
    for (const { id } of await result.json<{ id: string }>()) seen.push(Buffer.from(id, "hex").toString("utf8"));
  }
  return seen;
}
