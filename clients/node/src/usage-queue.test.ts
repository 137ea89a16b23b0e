import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPortal, type Portal, type PortalOptions, type PortalWarning } from "./portal.js";
import { FakePortal } from "./testing/fake-portal.js";

let fake: FakePortal;
let portal: Portal;
let warnings: PortalWarning[];

beforeEach(async () => {
  fake = await new FakePortal().start();
  warnings = [];
});
afterEach(async () => {
  await portal.close(0);
  await fake.stop();
});

function open(usage: Exclude<PortalOptions["usage"], false> = {}): void {
  portal = createPortal({
    ...{ url: fake.url, token: "svc_test", onWarning: (warning) => warnings.push(warning) },
    usage: { source: "api", flushEveryMs: 60_000, exitMs: 0, ...usage },
  });
}

const call = (route = "/rates") => ({ keyId: "key_1", method: "GET", route, status: 200, latencyMs: 1.5 });
const report = (count: number) => {
  for (let at = 0; at < count; at++) portal.report(call(`/r${at}`));
};
const usage = () => portal.stats().usage;

describe("reports of usage", () => {
  it("go out when enough wait, packed, in order, with ids of their own", async () => {
    open({ flushAt: 100 });
    report(99);
    expect(fake.reports).toEqual([]);
    report(1);
    await expect.poll(() => usage().sent).toBe(100);
    expect(fake.reports).toHaveLength(1);
    expect(fake.reports[0]?.packed).toBe(true);
    expect(new Set(fake.records.map(({ id }) => id)).size).toBe(100);
    expect(fake.records[0]).toEqual({
      ...{ ...call("/r0"), source: "api", id: expect.any(String), time: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
  });

  it("are held up by none that cannot be written, and stay as they were reported", async () => {
    open();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    portal.report({ ...call("/circle"), metadata: circle });
    portal.report({ ...call("/big"), metadata: { count: 1n } });
    portal.report({ ...call("/never"), at: Number.NaN });
    const own = { ...call("/own"), at: Date.parse("2026-11-21T10:00:00.007Z"), metadata: { 'a"b': [1, null] } };
    portal.report(own);
    own.route = "/changed";
    portal.report({ ...call("/text"), latencyMs: Number.NaN, endUserId: 'x"\u2028\\', quantity: 0.000001, id: 'i"1' });
    await portal.flush();
    expect(usage()).toMatchObject({ sent: 2, rejected: 3, waiting: 0 });
    expect(fake.records).toEqual([
      {
        ...{ ...call("/own"), source: "api", id: expect.any(String), time: "2026-11-21T10:00:00.007Z" },
        metadata: { 'a"b': [1, null] },
      },
      {
        ...{ ...call("/text"), source: "api", id: 'i"1', time: expect.any(String) },
        ...{ latencyMs: null, endUserId: 'x"\u2028\\', quantity: 0.000001 },
      },
    ]);
    expect(warnings.map(({ kind }) => kind)).toContain("usage");
  });

  it("go out when the time is up", async () => {
    open({ flushEveryMs: 20 });
    report(1);
    await expect.poll(() => usage().sent).toBe(1);
    report(1);
    await expect.poll(() => usage().sent).toBe(2);
    expect(fake.reports.map(({ packed }) => packed)).toEqual([false, false]);
  });

  it("are sent again under the same ids until they are taken, with growing pauses", async () => {
    open();
    const seen: unknown[][] = [];
    fake.onUsage = (records) => {
      seen.push(records.map(({ id }) => id));
      return seen.length < 3 ? { status: 500 } : { status: 200, body: { accepted: 1, duplicates: 1, rejected: [] } };
    };
    report(2);
    await portal.flush();
    expect(seen).toHaveLength(3);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    expect(usage()).toMatchObject({ sent: 1, duplicates: 1, waiting: 0 });
    expect(warnings).toEqual([{ kind: "usage", message: "usage is not taken right now: status 500" }]);
  });

  it("wait as long as the portal asks", async () => {
    open();
    const at: number[] = [];
    fake.onUsage = () => {
      at.push(performance.now());
      return at.length === 1
        ? { status: 429, headers: { "retry-after": "1" } }
        : { status: 200, body: { accepted: 1, duplicates: 0, rejected: [] } };
    };
    report(1);
    await portal.flush();
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it("come through a restart of the portal without a loss", async () => {
    open({ flushAt: 10 });
    await fake.stop();
    report(25);
    await expect.poll(() => warnings.length).toBeGreaterThan(0);
    await fake.start();
    await portal.flush();
    expect(fake.records.map(({ route }) => route).sort()).toEqual([...Array(25).keys()].map((at) => `/r${at}`).sort());
    expect(usage()).toMatchObject({ sent: 25, waiting: 0, dropped: 0 });
  });

  it("are bounded: what does not fit is dropped and counted", async () => {
    open({ maxWaiting: 10, flushAt: 5 });
    await fake.stop();
    report(25);
    expect(usage()).toMatchObject({ waiting: 10, dropped: 15 });
    await fake.start();
    await portal.flush();
    expect(usage()).toMatchObject({ sent: 10, waiting: 0, dropped: 15 });
  });

  it("that the portal refuses are counted and not sent again", async () => {
    open();
    fake.onUsage = () => ({
      status: 200,
      body: { accepted: 1, duplicates: 0, rejected: [{ index: 1, errors: [{ pointer: "/route", detail: "is bad" }] }] },
    });
    report(2);
    await portal.flush();
    expect(usage()).toMatchObject({ sent: 1, rejected: 1, waiting: 0 });
    expect(warnings[0]?.message).toContain('[{"pointer":"/route","detail":"is bad"}]');
    fake.onUsage = () => ({ status: 400 });
    report(3);
    await portal.flush();
    expect(usage()).toMatchObject({ rejected: 4, waiting: 0 });
  });

  it("that are too large together are sent in smaller parts", async () => {
    open();
    fake.onUsage = (records) =>
      records.length > 3
        ? { status: 413 }
        : { status: 200, body: { accepted: records.length, duplicates: 0, rejected: [] } };
    report(10);
    await portal.flush();
    expect(usage()).toMatchObject({ sent: 10, waiting: 0 });
    expect(fake.records).toHaveLength(10);
  });

  it("end with the portal's close: the rest is counted as dropped, later ones as well", async () => {
    open();
    await fake.stop();
    report(3);
    await portal.close(50);
    report(1);
    expect(usage()).toMatchObject({ waiting: 0, dropped: 4 });
  });
});

describe("the end of a process", () => {
  let folder: string;
  beforeEach(async () => {
    open();
    folder = await mkdtemp(path.join(os.tmpdir(), "waymark-client-"));
    await build({
      entryPoints: [path.join(import.meta.dirname, "portal.ts")],
      ...{ bundle: true, platform: "node", format: "esm", outfile: path.join(folder, "portal.mjs") },
    });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs a program that reports one call; answers how it ended. */
  async function run(program: string, act?: (child: ReturnType<typeof fork>) => void) {
    const file = path.join(folder, "program.mjs");
    writeFileSync(
      file,
      `import { createPortal } from "./portal.mjs";
       const portal = createPortal({ url: "${fake.url}", token: "svc_test", usage: { flushEveryMs: 60_000 } });
       portal.report(${JSON.stringify(call())});
       ${program}`,
    );
    const child = fork(file, { stdio: "ignore" });
    if (act) child.once("message", () => act(child));
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    return { code, signal };
  }

  it("by running out of work sends what waits", async () => {
    expect(await run("")).toEqual({ code: 0, signal: null });
    expect(fake.records).toHaveLength(1);
  });

  it("by SIGTERM sends what waits, then the signal does its work", async () => {
    const ended = await run(`process.send("up"); setInterval(() => {}, 1000);`, (child) => child.kill("SIGTERM"));
    expect(ended).toEqual({ code: null, signal: "SIGTERM" });
    expect(fake.records).toHaveLength(1);
  });

  it("is the program's own affair where it handles the signal", async () => {
    const ended = await run(
      `process.on("SIGTERM", async () => { await portal.close(); process.exit(7); });
       process.send("up"); setInterval(() => {}, 1000);`,
      (child) => child.kill("SIGTERM"),
    );
    expect(ended).toEqual({ code: 7, signal: null });
    expect(fake.records).toHaveLength(1);
  });
});
