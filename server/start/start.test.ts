import { spawn } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import pg from "pg";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { childEnv } from "@/lib/base/env";
import { useStores } from "@/lib/base/testing/stores";
import { freePort } from "../free-port";
import { acquireLock } from "../lock";
import { isRunning, processIdentity, waitUntil } from "../process-identity";
import { runProgram, temporaryFolder } from "../testing/run-program";

const stores = useStores({ postgres: true, clickhouse: true });

/**
 * A part that does nothing but what `start` asks of one: says that it is ready, writes its life into a file, ends on SIGTERM and with
 * its parent. `slow` ones take their time to stop, `stubborn` ones never do.
 */
const fakePart = `
  import { appendFileSync, writeFileSync } from "node:fs";
  import path from "node:path";
  const name = path.basename(process.argv[1], ".mjs");
  const note = (what) => appendFileSync(path.join(process.env.DATA_DIR, "life.log"), name + " " + what + " " + process.pid + "\\n");
  const stop = () => setTimeout(() => { note("stopped"); process.exit(0); }, process.env.FAKE_SLOW === name ? 1200 : 20);
  process.on("SIGTERM", () => (process.env.FAKE_STUBBORN === name ? note("ignores SIGTERM") : stop()));
  process.on("SIGINT", () => note("heard SIGINT"));
  process.on("disconnect", stop);
  setInterval(() => {}, 1000);
  if (process.env.FAKE_FAULT === name) process.send({ fault: name + " cannot be: a reason" });
  else {
    note("started");
    writeFileSync(path.join(process.env.DATA_DIR, name + ".url"), process.env.DATABASE_URL);
    console.log(JSON.stringify({ msg: "hello from " + name, secret: process.env.NEXTAUTH_SECRET?.length, web: process.env.WEB_URL, edge: process.env.EDGE_URL, next: process.env.NEXTAUTH_URL }));
    process.send({ ready: true });
  }
`;

/** The real `start` and `migrate` beside fake edge, web and worker. */
function programs(): string {
  const folder = `${inject("bundle")}-fakes`;
  mkdirSync(folder, { recursive: true });
  for (const name of ["start", "migrate", "stores", "chdb"])
    copyFileSync(path.join(inject("bundle"), `${name}.mjs`), path.join(folder, `${name}.mjs`));
  for (const name of ["edge", "web", "worker"]) writeFileSync(path.join(folder, `${name}.mjs`), fakePart);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function start(settings: Record<string, string | undefined> = {}, dataDir = temporaryFolder()) {
  const PORT = settings.PORT ?? String(await freePort());
  const child = spawn(process.execPath, [path.join(programs(), "start.mjs")], {
    env: childEnv({
      HOST: "127.0.0.1",
      PORT,
      DATA_DIR: dataDir,
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      NEXTAUTH_SECRET: undefined,
      LOG_LEVEL: "info",
      ...settings,
    }),
    // A process group of its own, as a shell gives it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  let ended: { code: number | null; signal: string | null } | undefined;
  const exited = new Promise<typeof ended>((resolve) =>
    child.once("exit", (code, signal) => {
      ended = { code, signal };
      resolve(ended);
    }),
  );
  onTestFinished(async () => {
    if (!ended) child.kill("SIGTERM");
    await exited;
  });
  const life = () => {
    try {
      return readFileSync(path.join(dataDir, "life.log"), "utf8").trim().split("\n");
    } catch {
      return [];
    }
  };
  const pidOf = (name: string) =>
    Number(
      life()
        .findLast((line) => line.startsWith(`${name} started`))
        ?.split(" ")[2],
    );
  const ready = async () => {
    await waitUntil(() => out.includes("is ready at") || ended !== undefined, 25_000);
    if (ended) throw new Error(`it ended: ${out}${err}`);
  };
  return { child, PORT, dataDir, exited, life, pidOf, ready, out: () => out, err: () => err };
}

describe("start", () => {
  it("runs migrations, starts the parts, prefixes their lines and tells where it is", async () => {
    const portal = await start();
    await portal.ready();
    expect(portal.out()).toContain(`\n  Waymark is ready at http://127.0.0.1:${portal.PORT} (`);
    expect(
      portal
        .life()
        .map((line) => line.replace(/ \d+$/, ""))
        .sort(),
    ).toEqual(["edge started", "web started", "worker started"]);
    const said =
      portal
        .out()
        .split("\n")
        .find((line) => line.startsWith("worker  | ")) ?? "";
    expect(JSON.parse(said.slice("worker  | ".length))).toEqual({
      msg: "hello from worker",
      secret: 43,
      web: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      edge: `http://127.0.0.1:${portal.PORT}`,
      next: `http://127.0.0.1:${portal.PORT}`,
    });
    const secrets = JSON.parse(readFileSync(path.join(portal.dataDir, "secrets.json"), "utf8"));
    expect(secrets.portal).toHaveLength(43);
  });

  it("starts again what was killed, and only that", async () => {
    const portal = await start();
    await portal.ready();
    for (const part of ["edge", "web", "worker"]) {
      const others = ["edge", "web", "worker"].filter((name) => name !== part).map(portal.pidOf);
      const before = portal.pidOf(part);
      process.kill(before, "SIGKILL");
      await expect.poll(() => portal.pidOf(part), { timeout: 5_000 }).not.toBe(before);
      expect(["edge", "web", "worker"].filter((name) => name !== part).map(portal.pidOf)).toEqual(others);
    }
    expect(portal.out()).toContain('"part":"edge","how":"killed by SIGKILL","againInMs":100');
  });

  it("brings back embedded stores that were killed, where the others know them", async () => {
    const portal = await start({ DATABASE_URL: undefined, CLICKHOUSE_URL: undefined });
    await portal.ready();
    const url = readFileSync(path.join(portal.dataDir, "edge.url"), "utf8");
    const count = async () => {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => {});
      await client.connect();
      return client
        .query("SELECT count(*)::int AS n FROM persons")
        .then((result) => result.rows)
        .finally(() => client.end());
    };
    expect(await count()).toEqual([{ n: 0 }]);
    const storesOf = () => String(JSON.parse(readFileSync(path.join(portal.dataDir, "children.json"), "utf8")).stores);
    const before = storesOf();
    process.kill(Number.parseInt(before, 10), "SIGKILL");
    await expect.poll(storesOf, { timeout: 10_000 }).not.toBe(before);
    await expect.poll(portal.out, { timeout: 15_000 }).toContain("adopted the PostgreSQL that was still running");
    expect(await count()).toEqual([{ n: 0 }]);
    // Nobody had to be told anything: the addresses are the same.
    expect(portal.life()).toHaveLength(3);
    portal.child.kill("SIGTERM");
    expect(await portal.exited).toEqual({ code: 0, signal: null });
    await expect(count()).rejects.toThrow("ECONNREFUSED");
  });

  it("stops in order on SIGTERM and leaves the directory free", async () => {
    const portal = await start({ FAKE_SLOW: "edge" });
    await portal.ready();
    portal.child.kill("SIGTERM");
    expect(await portal.exited).toEqual({ code: 0, signal: null });
    expect(
      portal
        .life()
        .slice(3)
        .map((line) => line.replace(/ \d+$/, "")),
    ).toEqual(["edge stopped", "web stopped", "worker stopped"]);
    expect(await acquireLock(portal.dataDir)).toHaveProperty("release");
  });

  it("kills within 10 s what does not stop, and its children never hear the terminal's Ctrl-C", async () => {
    const portal = await start({ FAKE_STUBBORN: "web" });
    await portal.ready();
    const web = portal.pidOf("web");
    const begun = Date.now();
    // As a terminal does: to everything in the foreground.
    process.kill(-(portal.child.pid ?? 0), "SIGINT");
    expect(await portal.exited).toEqual({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect(processIdentity(web)).toBeNull();
    expect(portal.life().join()).toContain("web ignores SIGTERM");
    expect(portal.life().join()).not.toContain("SIGINT");
  });

  it("killed with -9 takes its parts with it, and the next start waits for them", async () => {
    const portal = await start({ FAKE_SLOW: "worker" });
    await portal.ready();
    const parts = ["edge", "web", "worker"].map((name) => processIdentity(portal.pidOf(name)) ?? "");
    portal.child.kill("SIGKILL");
    await portal.exited;
    const next = await start({ PORT: portal.PORT }, portal.dataDir);
    await next.ready();
    expect(parts.map(isRunning)).toEqual([false, false, false]);
    // The first worker had ended before the second one began.
    const workers = next
      .life()
      .filter((line) => line.startsWith("worker"))
      .map((line) => line.split(" ")[1]);
    expect(workers).toEqual(["started", "stopped", "started"]);
  });

  it("stopped while it is starting leaves nothing behind", async () => {
    const portal = await start();
    await expect.poll(() => portal.life().length, { timeout: 15_000 }).toBeGreaterThan(0);
    portal.child.kill("SIGTERM");
    expect(await portal.exited).toEqual({ code: 0, signal: null });
    for (const line of portal.life()) expect(processIdentity(Number(line.split(" ")[2]))).toBeNull();
  });
});

describe("a start that cannot be", () => {
  async function refusal(settings: Record<string, string | undefined>, dataDir?: string): Promise<string> {
    const portal = await start(settings, dataDir);
    expect(await portal.exited).toEqual({ code: 1, signal: null });
    expect(portal.err().trim().split("\n")).toHaveLength(1);
    return portal.err().trim();
  }

  it("names every wrong setting at once, and no value", async () => {
    const settings = {
      PORT: "70000",
      PUBLIC_URL: "portal",
      GITHUB_ID: "my-id",
      NEXTAUTH_SECRET: "short",
      CHDB_MEMORY_BYTES: "1",
    };
    const line = await refusal(settings);
    expect(line).toMatch(/^waymark: settings: /);
    for (const name of ["PORT", "PUBLIC_URL", "GITHUB_SECRET", "NEXTAUTH_SECRET", "CHDB_MEMORY_BYTES"])
      expect(line).toContain(name);
    for (const value of ["70000", "my-id", "short"]) expect(line).not.toContain(value);
  });

  it("names the port that is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    expect(await refusal({ PORT: String(port) })).toBe(
      `waymark: PORT ${port} on 127.0.0.1 is in use by another program`,
    );
    server.close();
  });

  it("names the directory that another start has, and leaves that one alone", async () => {
    const portal = await start();
    await portal.ready();
    const line = await refusal({}, portal.dataDir);
    expect(line).toBe(`waymark: DATA_DIR ${portal.dataDir} is locked by another start (process ${portal.child.pid})`);
    expect(["edge", "web", "worker"].map((name) => processIdentity(portal.pidOf(name)) === null)).toEqual([
      false,
      false,
      false,
    ]);
    expect(readFileSync(path.join(portal.dataDir, "children.json"), "utf8")).toContain("edge");
  });

  it("names the directory that cannot be one", async () => {
    const file = path.join(temporaryFolder(), "file");
    appendFileSync(file, "x");
    expect(await refusal({ DATA_DIR: file })).toBe(`waymark: DATA_DIR ${file} cannot be written: it is a file`);
  });

  it("tells what a part says, and stops the others", async () => {
    const portal = await start({ FAKE_FAULT: "worker" });
    expect(await portal.exited).toEqual({ code: 1, signal: null });
    expect(portal.err()).toBe("waymark: worker cannot be: a reason\n");
    for (const line of portal.life()) expect(processIdentity(Number(line.split(" ")[2]))).toBeNull();
  });

  it("tells which store refuses it", async () => {
    const wrong = new URL(stores.databaseUrl ?? "");
    wrong.password = "wrong";
    expect(await refusal({ DATABASE_URL: wrong.toString() })).toBe(
      'waymark: DATABASE_URL: password authentication failed for user "waymark"',
    );
    const closed = new URL(stores.clickhouseUrl ?? "");
    closed.password = "wrong";
    expect(await refusal({ CLICKHOUSE_URL: closed.toString() })).toMatch(
      /^waymark: CLICKHOUSE_URL: Authentication failed/,
    );
  });

  it("tells which setting the first check misses, before anything is built", async () => {
    const check = runProgram("check", { PORT: "x", DATA_DIR: temporaryFolder() });
    expect(await check.exited).toEqual({ code: 1, signal: null });
    expect(check.text()).toMatch(/^waymark: settings: PORT /);
  });
});
