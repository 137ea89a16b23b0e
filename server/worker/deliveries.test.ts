import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { childEnv, env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { createDestination } from "@/lib/destinations/create-destination";
import { listReplays } from "@/lib/destinations/list-replays";
import { startReplay } from "@/lib/destinations/start-replay";
import { openReceiver, type Receiver } from "@/lib/destinations/testing/receiver";
import { recordEvent } from "@/lib/events/record-event";
import { queueMail } from "@/lib/mail/queue-mail";
import { openSmtpStandIn, type SmtpStandIn } from "@/lib/mail/testing/smtp-stand-in";
import { type EdgeUnderTest, startEdge } from "../edge/testing/edge-with-web";

/** The whole way: an event of the house, the edge's journal, the outbox, a worker that is killed, the receiver. */
const urls = useStores();
let under: EdgeUnderTest;
let receiver: Receiver;
let smtp: SmtpStandIn;
let worker: ChildProcess | undefined;
let destinationId: string;

beforeAll(async () => {
  under = await startEdge();
  receiver = await openReceiver();
  smtp = await openSmtpStandIn();
  const outcome = await createDestination(
    postgres(),
    "webhook",
    {
      name: "Test",
      settings: { url: receiver.url },
      filter: { events: ["visitor_identified", "app_created", "page_viewed"] },
      mapping: { traits: "none" },
    },
    "per_admin",
  );
  if (outcome.kind === "saved") destinationId = outcome.destinationId;
});
afterAll(async () => {
  worker?.kill("SIGKILL");
  await receiver.close();
  await smtp.close();
  await under.close();
});

async function startWorker() {
  worker = fork(path.join(inject("bundle"), "worker.mjs"), [], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: childEnv({
      DATABASE_URL: urls.databaseUrl,
      CLICKHOUSE_URL: urls.clickhouseUrl,
      NEXTAUTH_SECRET: env().NEXTAUTH_SECRET,
      PUBLIC_URL: "http://127.0.0.1:3000",
      EDGE_URL: under.url,
      SMTP_URL: smtp.url,
      LOG_LEVEL: "error",
    }),
  });
  await new Promise((resolve) => worker?.once("message", resolve));
}

async function killWorker() {
  const exited = new Promise((resolve) => worker?.once("exit", resolve));
  worker?.kill("SIGKILL");
  await exited;
}

const record = (personId: string, eventId: string) =>
  postgres().$transaction((tx) =>
    recordEvent(tx, { name: "app_created", eventId, personId, companyId: "com_1", properties: { app_name: eventId } }),
  );
const received = () => receiver.requests.map(({ headers }) => String(headers["webhook-id"]));

describe("the way to a destination", () => {
  it("loses nothing when the worker is killed with deliveries under way, and keeps each person's order", async () => {
    const ids: string[] = [];
    receiver.answer = () => "silence";
    await startWorker();
    for (let n = 0; n < 12; n++) {
      ids.push(newId("event"));
      await record(`per_${n % 3}`, ids[n] as string);
    }
    // Every delivery there can be is under way and will never be answered.
    await expect.poll(() => received().length, { timeout: 40_000 }).toBeGreaterThan(0);
    await expect.poll(() => postgres().delivery.count(), { timeout: 40_000 }).toBe(12);
    await killWorker();
    const leased = await postgres().delivery.count({ where: { leasedUntil: { not: null } } });
    expect(leased).toBeGreaterThan(0);
    const before = received().length;
    receiver.answer = () => 200;
    // As if the lease's time had passed.
    await postgres().delivery.updateMany({ data: { leasedUntil: new Date(0) } });
    await startWorker();
    await expect.poll(() => postgres().delivery.count({ where: { state: "delivered" } }), { timeout: 40_000 }).toBe(12);
    const after = received().slice(before);
    expect(new Set(after)).toEqual(new Set(ids));
    for (let person = 0; person < 3; person++) {
      const theirs = after.filter((id) => ids.indexOf(id) % 3 === person);
      expect(theirs).toEqual(ids.filter((_, n) => n % 3 === person));
    }
  }, 120_000);

  it("sends a time range again", async () => {
    const id = newId("event");
    const from = new Date(Date.now() - 1_000);
    await record("per_later", id);
    await expect.poll(() => received().filter((one) => one === id).length, { timeout: 40_000 }).toBe(1);
    await under.edge.drain.settled();
    const range = { destinationId, from, to: new Date(Date.now() + 1_000), actorId: "per_admin" };
    expect(await startReplay(postgres(), range)).toMatch(/^rpl_/);
    await expect.poll(() => received().filter((one) => one === id).length, { timeout: 40_000 }).toBe(2);
    const [replay] = await listReplays(postgres(), destinationId);
    expect(replay).toMatchObject({ queued: 1, from, finishedAt: expect.any(Date) });
  }, 120_000);
});

describe("the way of a mail", () => {
  it("survives a worker that is killed with the mail on its way, and is recognised when it comes again", async () => {
    smtp.answer = () => "silence";
    const content = { heading: "Hello", blocks: [] };
    const queued = await queueMail(postgres(), { to: "ada@x.example", kind: "test", subject: "Hello", content });
    await expect.poll(() => smtp.seen.length, { timeout: 40_000 }).toBe(1);
    await killWorker();
    const held = await postgres().mail.findFirstOrThrow();
    expect(held).toMatchObject({ state: "waiting", attempts: 0, leasedUntil: expect.any(Date) });
    // As if the lease's time had passed.
    await postgres().mail.updateMany({ data: { leasedUntil: new Date(0) } });
    smtp.answer = () => null;
    await startWorker();
    await expect.poll(() => postgres().mail.count({ where: { state: "delivered" } }), { timeout: 40_000 }).toBe(1);
    const ids = smtp.seen.map(({ raw }) => /^Message-ID: <(.+)@/m.exec(raw)?.[1]);
    expect(queued).toMatchObject({ kind: "queued", mailId: ids[0] });
    expect(ids).toEqual([held.id, held.id]);
  }, 120_000);
});
