import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { childEnv, env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { createLogger } from "@/lib/base/log";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { deliverOutbox, type PostAnswer } from "@/lib/events/deliver-outbox";
import { recordEvent } from "@/lib/events/record-event";
import { type EdgeUnderTest, startEdge } from "../edge/testing/edge-with-web";
import { postToEdge } from "./post-to-edge";
import { runJobs } from "./run-jobs";

const urls = useStores();
const log = createLogger("test", "silent");
let under: EdgeUnderTest;
beforeAll(async () => {
  under = await startEdge();
});
afterAll(() => under.close());
beforeEach(() => postgres().eventOutbox.deleteMany());

const record = (properties: { app_name: string }) =>
  postgres().$transaction((tx) =>
    recordEvent(tx, { name: "app_created", personId: "per_1", companyId: "com_1", visitorId: "vis_1", properties }),
  );
const waiting = () => postgres().eventOutbox.findMany({ orderBy: { id: "asc" } });

async function stored(eventIds: string[]) {
  await under.edge.drain.settled();
  const result = await clickhouse().query({
    query:
      "SELECT event_id, name, person_id, company_id, visitor_id, sent_by, source_id FROM events WHERE event_id IN {ids:Array(String)} ORDER BY event_id",
    query_params: { ids: eventIds },
    format: "JSONEachRow",
  });
  return result.json<Record<string, string>>();
}

describe("the outbox", () => {
  it("reaches the ledger with who, whose and by whom", async () => {
    const id = await record({ app_name: "One" });
    expect(await deliverOutbox(postgres(), postToEdge)).toEqual({
      delivered: 1,
      refused: 0,
      waiting: null,
      more: false,
    });
    expect(await waiting()).toEqual([]);
    expect(await stored([id])).toEqual([
      {
        event_id: id,
        name: "app_created",
        person_id: "per_1",
        company_id: "com_1",
        visitor_id: "vis_1",
        sent_by: "server",
        source_id: "internal",
      },
    ]);
  });

  it("holds nothing of a transaction that failed", async () => {
    await postgres()
      .$transaction(async (tx) => {
        await recordEvent(tx, { name: "app_created", properties: { app_name: "Never" } });
        throw new Error("rolled back");
      })
      .catch(() => {});
    expect(await waiting()).toEqual([]);
  });

  it("keeps everything while the edge is away, in order", async () => {
    const ids = [await record({ app_name: "1" }), await record({ app_name: "2" })];
    const later = async (): Promise<PostAnswer> => ({ outcome: "later", reason: "away" });
    expect(await deliverOutbox(postgres(), later)).toEqual({ delivered: 0, refused: 0, waiting: "away", more: false });
    expect((await waiting()).map(({ id, attempts }) => [id, attempts])).toEqual(ids.map((id) => [id, 0]));
    let order: unknown[] = [];
    await deliverOutbox(postgres(), async (payloads) => {
      order = payloads.map((payload) => (payload as { messageId: string }).messageId);
      return { outcome: "taken" };
    });
    expect(order).toEqual(ids);
  });

  it("sets aside the one that is refused, with the reason, and tries it again later", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await record({ app_name: String(n) }));
    const poison = ids[4] as string;
    const refusing = async (payloads: unknown[]): Promise<PostAnswer> =>
      payloads.some((payload) => (payload as { messageId: string }).messageId === poison)
        ? { outcome: "refused", reason: "400 no" }
        : { outcome: "taken" };
    expect(await deliverOutbox(postgres(), refusing)).toMatchObject({ delivered: 6, refused: 1 });
    expect(await waiting()).toMatchObject([{ id: poison, attempts: 1, lastError: "400 no" }]);
    const next = await record({ app_name: "next" });
    expect(await deliverOutbox(postgres(), refusing)).toMatchObject({ delivered: 1, refused: 0 });
    expect((await waiting()).map(({ id }) => id)).toEqual([poison]);
    expect(next).not.toBe(poison);
    expect(await deliverOutbox(postgres(), async () => ({ outcome: "taken" }), true)).toMatchObject({ delivered: 1 });
    expect(await waiting()).toEqual([]);
  });

  it("is shared by workers: nobody waits, nothing goes twice", async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 30; n++) ids.add(await record({ app_name: String(n) }));
    const seen: string[] = [];
    const slow = async (payloads: unknown[]): Promise<PostAnswer> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const payload of payloads) seen.push((payload as { messageId: string }).messageId);
      return { outcome: "taken" };
    };
    await Promise.all([deliverOutbox(postgres(), slow), deliverOutbox(postgres(), slow)]);
    expect(seen.length).toBe(30);
    expect(new Set(seen)).toEqual(ids);
  });

  it("sends large events in batches the collector takes", async () => {
    const sizes: number[] = [];
    for (let n = 0; n < 20; n++) {
      const payload = { type: "track", messageId: newId("event"), pad: "x".repeat(30_000) };
      await postgres().eventOutbox.create({ data: { id: payload.messageId, payload } });
    }
    const delivery = await deliverOutbox(postgres(), async (payloads) => {
      sizes.push(Buffer.byteLength(JSON.stringify({ batch: payloads })));
      return { outcome: "taken" };
    });
    expect(delivery.delivered).toBe(20);
    expect(sizes.length).toBe(2);
    for (const size of sizes) expect(size).toBeLessThan(500 * 1024);
  });
});

describe("the worker process", () => {
  let worker: ChildProcess | undefined;
  const start = async () => {
    worker = fork(path.join(inject("bundle"), "worker.mjs"), [], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: childEnv({
        DATABASE_URL: urls.databaseUrl,
        CLICKHOUSE_URL: urls.clickhouseUrl,
        NEXTAUTH_SECRET: env().NEXTAUTH_SECRET,
        EDGE_URL: under.url,
        LOG_LEVEL: "error",
      }),
    });
    const message = await new Promise((resolve, reject) => {
      worker?.once("message", resolve);
      worker?.once("exit", (code) => reject(new Error(`the worker ended (${code})`)));
    });
    expect(message).toEqual({ ready: true });
  };
  const end = async (signal: NodeJS.Signals) => {
    const exited = new Promise<number | null>((resolve) => worker?.once("exit", resolve));
    worker?.kill(signal);
    return exited;
  };
  afterEach(async () => {
    if (worker?.exitCode === null && worker.signalCode === null) await end("SIGKILL");
  });

  it("delivers what comes while it runs, and stops cleanly", async () => {
    await start();
    for (const app_name of ["Quick", "Once more"]) {
      const id = await record({ app_name });
      await expect.poll(async () => (await waiting()).length).toBe(0);
      expect((await stored([id])).length).toBe(1);
    }
    expect(await end("SIGTERM")).toBe(0);
  });

  // Four starts of a process that loads the whole worker: seconds each when the machine is busy.
  it("delivers each event once, however often it is killed", { timeout: 120_000 }, async () => {
    const ids: string[] = [];
    for (let round = 0; round < 3; round++) {
      await start();
      for (let n = 0; n < 40; n++) ids.push(await record({ app_name: `${round}-${n}` }));
      await end("SIGKILL");
    }
    await start();
    // The database notices a killed client's connection by itself and gives its rows back.
    await expect.poll(async () => (await waiting()).length, { timeout: 60_000 }).toBe(0);
    const found = await stored(ids);
    expect(found.map(({ event_id }) => event_id).sort()).toEqual([...ids].sort());
  });

  it("ends when the one that started it is gone", async () => {
    await start();
    const exited = new Promise<number | null>((resolve) => worker?.once("exit", resolve));
    worker?.disconnect();
    expect(await exited).toBe(0);
  });
});

describe("jobs", () => {
  it("run on their schedule, are tried again, and are forgotten when they are no longer there", async () => {
    const runs: string[] = [];
    const job = (name: string) => ({
      name,
      schedule: "* * * * *",
      run: async () => {
        runs.push(name);
      },
    });
    const context = { db: postgres(), log };
    const first = await runJobs(urls.databaseUrl as string, [job("test.one"), job("test.two")], context);
    // Not waiting for the next minute: what the schedule would put into the queue.
    await postgres().$executeRaw`INSERT INTO pgboss.job (name, data) VALUES ('test.one', '{}')`;
    await expect.poll(() => runs, { timeout: 10_000 }).toContain("test.one");
    await first.stop();
    const second = await runJobs(urls.databaseUrl as string, [job("test.two")], context);
    const schedules = await postgres().$queryRaw<{ name: string }[]>`SELECT name FROM pgboss.schedule`;
    expect(schedules.map(({ name }) => name).filter((name) => name.startsWith("test."))).toEqual(["test.two"]);
    await second.stop();
  });
});
