import { connectClickhouse, parseClickhouseUrl } from "@/lib/base/clickhouse/client";
import { sqlViews, writeView } from "./views";

/** The database of the views: nothing else is in it, so a name without a database is one of them or nothing. */
export function viewsDatabase(clickhouseUrl: string): string {
  return `${parseClickhouseUrl(clickhouseUrl).database}_views`;
}

/**
 * Makes the views of the SQL door, or brings them up to this release. They read as their maker (SQL SECURITY DEFINER), so that a reader
 * needs no right on anything else. Callers hold the migration lock. Throws ClickHouseError when the server's user may not make them.
 */
export async function ensureViews(clickhouseUrl: string): Promise<void> {
  const { database } = parseClickhouseUrl(clickhouseUrl);
  const views = viewsDatabase(clickhouseUrl);
  const client = connectClickhouse(clickhouseUrl);
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS \`${views}\`` });
    for (const view of sqlViews) {
      await client.command({
        query: `CREATE OR REPLACE VIEW \`${views}\`.${view.name} DEFINER = CURRENT_USER SQL SECURITY DEFINER AS ${writeView(view, database)}`,
      });
    }
  } finally {
    await client.close();
  }
}
