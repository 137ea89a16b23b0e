import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { childEnv, env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { openReceiver, type Receiver } from "@/lib/destinations/testing/receiver";
import { saveEndpoint } from "@/lib/sandbox/save-endpoint";
import { sendTestWebhook } from "@/lib/sandbox/send-test-webhook";

/** The sandbox's outbox, a worker that is killed in the middle of a delivery, the next one, the receiver. */
const urls = useStores();
let receiver: Receiver;
let worker: ChildProcess | undefined;

beforeAll(async () => {
  receiver = await openReceiver(() => "silence");
});
afterAll(async () => {
  worker?.kill("SIGKILL");
  await receiver.close();
});

async function startWorker() {
  worker = fork(path.join(inject("bundle"), "worker.mjs"), [], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: childEnv({
      DATABASE_URL: urls.databaseUrl,
      CLICKHOUSE_URL: urls.clickhouseUrl,
      NEXTAUTH_SECRET: env().NEXTAUTH_SECRET,
      PUBLIC_URL: "http://127.0.0.1:3000",
      EDGE_URL: "http://127.0.0.1:9",
      LOG_LEVEL: "silent",
    }),
  });
  await new Promise((resolve) => worker?.once("message", resolve));
}

describe("a webhook message", () => {
  it("arrives although the worker was killed with kill -9 while it was on its way", async () => {
    const owner = { appId: "app_worker", companyId: "com_worker", personId: "per_worker" };
    const made = await saveEndpoint(postgres(), owner, null, { url: receiver.url, events: [], description: "" });
    if (made.outcome !== "created") throw new Error(made.outcome);
    const address = { appId: owner.appId, endpointId: made.endpoint.id };
    const messageId = await sendTestWebhook(postgres(), address, { name: "a.b", example: { type: "a.b", data: {} } });
    await startWorker();
    await expect.poll(() => receiver.requests.length, { timeout: 20_000 }).toBe(1);
    const exited = new Promise((resolve) => worker?.once("exit", resolve));
    worker?.kill("SIGKILL");
    await exited;
    receiver.answer = () => 204;
    // As if its lease had run out.
    const { count } = await postgres().sandboxDelivery.updateMany({
      where: { ...address, state: "waiting", leasedUntil: { not: null } },
      data: { leasedUntil: new Date(0) },
    });
    expect(count).toBe(1);
    await startWorker();
    const state = async () => (await postgres().sandboxDelivery.findFirst({ where: address }))?.state;
    await expect.poll(state, { timeout: 20_000 }).toBe("delivered");
    expect(receiver.requests.map(({ headers }) => headers["webhook-id"])).toEqual([messageId, messageId]);
    const last = receiver.requests[1];
    expect(new Webhook(made.secret).verify(last?.text ?? "", last?.headers as Record<string, string>)).toBeTruthy();
  }, 60_000);
});
