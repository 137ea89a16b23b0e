import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";

/** Read by the table's own order (name, day, visitor): a few rows, however large the ledger. */
const lastDocsPage = defineQuery({
  sql: `
    SELECT argMaxIf(path, (occurred_at, path), reading) AS page
    FROM (
      SELECT path, visit_id, occurred_at, path = '/docs' OR startsWith(path, '/docs/') OR startsWith(path, '/reference') AS reading
      FROM events
      WHERE name = 'page_viewed' AND toDate(occurred_at) >= toDate({from:DateTime64(3, 'UTC')})
        AND visitor_hash = cityHash64({visitorId:String}) AND occurred_at >= {from:DateTime64(3, 'UTC')}
        AND visitor_id = {visitorId:String}
    )
    GROUP BY visit_id
    ORDER BY max(occurred_at) DESC
    LIMIT 1`,
  params: z.object({ visitorId: z.string(), from: z.date() }),
  row: z.object({ page: z.string() }),
});

/**
 * The page of the docs or the reference that a visitor looked at last in the visit under way; null when they read none in it. It is what a
 * browser said: whether there is such a page is for the caller to find out.
 */
export async function getLastDocsPage(visitorId: string): Promise<string | null> {
  if (!visitorId) return null;
  const [row] = await runQuery(lastDocsPage, { visitorId, from: new Date(nowMs() - dayMs) });
  return row?.page || null;
}
