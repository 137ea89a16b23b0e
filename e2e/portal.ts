import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** A portal started for tests as `npm start` starts it, on data of its own. */
export type TestPortal = {
  url: string;
  dataDir: string;
  serviceToken: string;
  writeKey: string;
  process: ChildProcess;
  /** What its processes printed so far. */
  log(): string;
  stop(): Promise<void>;
};

/** A port nobody listens on, from below those that systems hand out for outgoing connections: one of these may be gone a moment later. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end)
      throw new Error(`waited ${timeoutMs} ms for ${what}${last instanceof Error ? `: ${last.message}` : ""}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Where global-setup.ts says the data of a new portal is. */
export const newDataVariable = "WAYMARK_E2E_NEW_DATA";

/** Starts a portal and waits until `/readyz` says it is ready. `settings` are environment variables. */
export async function startPortal(settings: Record<string, string> = {}): Promise<TestPortal> {
  const dataDir = settings.DATA_DIR ?? (await makeDataDir());
  const port = settings.PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const serviceToken = "svc_e2e_0123456789abcdefghijklmnop";
  const writeKey = "wk_e2e_tests";
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      ["PATH", "HOME", "LANG", "TZ", "NODE_OPTIONS", "TMPDIR"].includes(name),
    ),
  );
  let text = "";
  const child = spawn(process.execPath, ["dist/server/start.mjs"], {
    env: {
      ...inherited,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      WAYMARK_SERVICE_TOKEN: serviceToken,
      WAYMARK_WRITE_KEY: writeKey,
      ...settings,
      PORT: port,
      DATA_DIR: dataDir,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    text += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const portal: TestPortal = {
    url,
    dataDir,
    serviceToken,
    writeKey,
    process: child,
    log: () => text,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await ended;
      if (!settings.DATA_DIR) await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  try {
    await waitFor("the portal to be ready", async () => {
      if (child.exitCode !== null) throw new Error(`start exited with ${child.exitCode}`);
      return (await fetch(`${url}/readyz`)).ok;
    });
  } catch (error) {
    await portal.stop();
    throw new Error(`${error instanceof Error ? error.message : error}\n${text.slice(-4_000)}`);
  }
  return portal;
}

async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "waymark-e2e-"));
  const newData = process.env[newDataVariable];
  // With its owners: as root the database runs as another user. Where there is no `cp` each portal makes its own.
  if (newData && process.platform !== "win32") await promisify(execFile)("cp", ["-a", `${newData}/.`, dataDir]);
  return dataDir;
}

/** The pid of one of the portal's processes (`edge`, `web`, `worker`, `stores`), from the file the supervisor keeps. */
export async function pidOf(portal: TestPortal, name: string): Promise<number> {
  const children = JSON.parse(await readFile(path.join(portal.dataDir, "children.json"), "utf8")) as Record<
    string,
    string
  >;
  return Number.parseInt(children[name] ?? "", 10);
}
