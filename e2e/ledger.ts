import { readFile } from "node:fs/promises";
import path from "node:path";
import { createClient } from "@clickhouse/client";
import type { TestPortal } from "./portal";

/** What a query answers of the ledger, read from the portal's own embedded engine. */
export async function readLedger<T>(portal: TestPortal, sql: string): Promise<T[]> {
  const [ports, secrets] = await Promise.all(
    ["ports.json", "secrets.json"].map(
      async (file) => JSON.parse(await readFile(path.join(portal.dataDir, file), "utf8")) as Record<string, unknown>,
    ),
  );
  const client = createClient({
    url: `http://127.0.0.1:${ports?.clickhouse}`,
    username: "waymark",
    password: String(secrets?.clickhouse),
    database: "waymark",
  });
  try {
    return await (await client.query({ query: sql, format: "JSONEachRow" })).json<T>();
  } finally {
    await client.close();
  }
}
