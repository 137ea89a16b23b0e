import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { inject } from "vitest";
import { env, setEnv } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { freePort } from "../../free-port";
import { type Edge, openEdge } from "../open-edge";

export type EdgeUnderTest = { url: string; edge: Edge; dataDir: string; close(): Promise<void> };

/** A whole edge on a free port, with a data folder of its own. Stores are those of the settings there are; `settings` come on top. */
export async function startEdge(settings: Record<string, string> = {}): Promise<EdgeUnderTest> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "waymark-edge-"));
  const { DATABASE_URL, CLICKHOUSE_URL } = stores();
  const port = await freePort();
  const current = setEnv({
    NEXTAUTH_SECRET: "a-secret-for-tests-only",
    LOG_LEVEL: "silent",
    DATABASE_URL,
    CLICKHOUSE_URL,
    PORT: String(port),
    DATA_DIR: dataDir,
    ...settings,
  });
  const edge = await openEdge(current, createLogger("edge", current.LOG_LEVEL), inject("bundle"));
  return {
    url: `http://127.0.0.1:${port}`,
    edge,
    dataDir,
    async close() {
      await edge.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Without stores of the run, addresses at which nobody listens. */
function stores() {
  const { DATABASE_URL, CLICKHOUSE_URL } = env();
  return {
    DATABASE_URL: DATABASE_URL ?? "postgres://127.0.0.1:9/nowhere",
    CLICKHOUSE_URL: CLICKHOUSE_URL ?? "http://127.0.0.1:9/nowhere",
  };
}

export type Pages = { url: string; server: Server; close(): Promise<void> };

/** Something that answers as the pages would. */
export async function startPages(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Pages> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
