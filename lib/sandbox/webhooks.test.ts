import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { dayMs, minuteMs, secondMs, shiftClock } from "@/lib/base/clock";
import { env, setEnv } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { changeEndpoint } from "./change-endpoint";
import { WebhookEngine } from "./deliver-webhooks";
import { claimDue } from "./internal/delivery-rows";
import { listEndpoints } from "./list-endpoints";
import { listWebhookDeliveries } from "./list-webhook-deliveries";
import { openSandbox, type Sandbox } from "./open-sandbox";
import { pruneWebhooks } from "./prune-webhooks";
import { replayWebhook } from "./replay-webhook";
import { saveEndpoint } from "./save-endpoint";
import { sendTestWebhook } from "./send-test-webhook";
import { callSandbox, shipment } from "./testing/call-sandbox";

useStores({ postgres: true });

type Received = { headers: Record<string, string>; body: string };
let sandbox: Sandbox;
let receiver: Server;
let url: string;
let received: Received[] = [];
let answerStatus = 204;
const ownerOf = (appId: string) => ({ appId, companyId: "com_hooks", personId: "per_hooks" });

beforeAll(async () => {
  sandbox = await openSandbox("content/reference/openapi.yaml");
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: flat(request.headers), body: Buffer.concat(chunks).toString() });
      response.writeHead(answerStatus).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});
afterEach(() => {
  shiftClock(0);
  answerStatus = 204;
  received = [];
});

const flat = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

async function newEndpoint(appId: string, events: string[] = []) {
  const made = await saveEndpoint(postgres(), ownerOf(appId), null, { url, events, description: "" });
  if (made.outcome !== "created") throw new Error(made.outcome);
  return { id: made.endpoint.id, secret: made.secret };
}

/** Until nothing is due. */
async function deliver() {
  const engine = new WebhookEngine({
    db: postgres(),
    signal: new AbortController().signal,
    onFault: (error) => {
      throw error;
    },
  });
  while (await engine.tick()) await engine.settled();
}

const log = async (endpointId: string) => (await listWebhookDeliveries(postgres(), endpointId, {})).data;
const call = async (appId: string, line: string, body?: unknown) =>
  (await callSandbox(sandbox, appId, line, body)).body as Record<string, unknown> & { id: string };

async function buyLabel(appId: string) {
  const made = await call(appId, "POST /shipments", { ...shipment, reference: "order-7" });
  await call(appId, "POST /labels", { shipmentId: made.id });
  return made.id;
}

describe("a change of state", () => {
  it("sends the document's message about this thing, accepted by the specification's own library", async () => {
    const { secret } = await newEndpoint("app_h_a");
    const shipmentId = await buyLabel("app_h_a");
    await deliver();
    expect(received).toHaveLength(1);
    const [{ body, headers } = { body: "", headers: {} }] = received;
    const message = new Webhook(secret).verify(body, headers);
    const world = await call("app_h_a", `GET /shipments/${shipmentId}`);
    expect(message).toEqual({
      type: "shipment.label_ready",
      timestamp: world.updatedAt,
      data: { shipmentId, status: "label_ready", trackingNumber: world.trackingNumber, reference: "order-7" },
    });
  });

  it("goes to endpoints that want it and are on, and nothing goes out of a refused call", async () => {
    const wants = await newEndpoint("app_h_b", ["shipment.label_ready"]);
    const other = await newEndpoint("app_h_b", ["shipment.delivered"]);
    const off = await newEndpoint("app_h_b");
    await changeEndpoint(postgres(), ownerOf("app_h_b"), off.id, "disable");
    await call("app_h_b", "POST /labels", { shipmentId: "shp_nothere" });
    await buyLabel("app_h_b");
    expect([(await log(wants.id)).length, (await log(other.id)).length, (await log(off.id)).length]).toEqual([1, 0, 0]);
  });

  it("reaches endpoints that calls made, until a call takes them away", async () => {
    const body = { url: "https://hooks.example/x", events: ["shipment.label_ready"] };
    const made = await call("app_h_c", "POST /webhook-endpoints", body);
    await buyLabel("app_h_c");
    expect(await listEndpoints(postgres(), ["app_h_c"])).toMatchObject([
      { id: made.id, origin: "api", enabled: true, events: ["shipment.label_ready"], waiting: 1 },
    ]);
    await call("app_h_c", `PATCH /webhook-endpoints/${made.id}`, { enabled: false });
    await buyLabel("app_h_c");
    expect(await listEndpoints(postgres(), ["app_h_c"])).toMatchObject([{ enabled: false, waiting: 1 }]);
    await callSandbox(sandbox, "app_h_c", `DELETE /webhook-endpoints/${made.id}`);
    expect(await listEndpoints(postgres(), ["app_h_c"])).toEqual([]);
  });
});

describe("a trigger", () => {
  it("brings the newest thing into the state, tells of it, and takes fields of the caller", async () => {
    const { secret } = await newEndpoint("app_h_d");
    const shipmentId = await buyLabel("app_h_d");
    await deliver();
    received = [];
    const data = { reason: "damaged" };
    const sent = await sandbox.trigger(postgres(), "app_h_d", { type: "shipment.exception", data });
    expect(sent).toMatchObject({ id: shipmentId, deliveries: [{ url }] });
    await deliver();
    expect(received[0]?.headers["webhook-id"]).toBe(sent.messageId);
    expect(new Webhook(secret).verify(received[0]?.body ?? "", received[0]?.headers ?? {})).toMatchObject({
      type: "shipment.exception",
      data: { shipmentId, status: "exception", reason: "damaged" },
    });
    expect(await call("app_h_d", `GET /shipments/${shipmentId}`)).toMatchObject({ status: "exception" });
    await expect(
      sandbox.trigger(postgres(), "app_h_d", { type: "shipment.delivered", id: "shp_nothere" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a delivery", () => {
  it("that fails comes again, the same message, with growing pauses; 410 stops the endpoint", async () => {
    const { id } = await newEndpoint("app_h_e");
    answerStatus = 500;
    await buyLabel("app_h_e");
    await deliver();
    expect(await log(id)).toMatchObject([{ state: "waiting", attempts: 1, responseStatus: 500 }]);
    shiftClock(7 * secondMs);
    await deliver();
    shiftClock(7 * secondMs + 2 * minuteMs);
    await deliver();
    expect(received).toHaveLength(2);
    expect(received[1]?.headers["webhook-id"]).toBe(received[0]?.headers["webhook-id"]);
    expect(received[1]?.body).toBe(received[0]?.body);
    answerStatus = 410;
    shiftClock(10 * minuteMs);
    await deliver();
    expect(await log(id)).toMatchObject([{ state: "dead", attempts: 3, responseStatus: 410 }]);
    expect((await listEndpoints(postgres(), ["app_h_e"]))[0]?.stoppedReason).toContain("410");
    await buyLabel("app_h_e");
    expect(await log(id)).toHaveLength(1);
  });

  it("survives the death of who was at it: its lease runs out", async () => {
    const { id } = await newEndpoint("app_h_f");
    await buyLabel("app_h_f");
    expect(await claimDue(postgres(), 16, 30 * secondMs, [])).toHaveLength(1);
    await deliver();
    expect(received).toHaveLength(0);
    shiftClock(31 * secondMs);
    await deliver();
    expect(received).toHaveLength(1);
    expect(await log(id)).toMatchObject([{ state: "delivered", attempts: 1 }]);
  });

  it("is replayed under the same id, and given up in the end", async () => {
    const { id } = await newEndpoint("app_h_g");
    await buyLabel("app_h_g");
    await deliver();
    const [line] = await log(id);
    expect(await replayWebhook(postgres(), { appId: "app_other", endpointId: id, messageId: line?.messageId })).toBe(0);
    expect(await replayWebhook(postgres(), { appId: "app_h_g", endpointId: id, messageId: line?.messageId })).toBe(1);
    await deliver();
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual([line?.messageId, line?.messageId]);
    await replayWebhook(postgres(), { appId: "app_h_g", endpointId: id, messageId: line?.messageId });
    shiftClock(5 * dayMs);
    await pruneWebhooks(postgres());
    expect(await log(id)).toMatchObject([{ state: "dead", error: "not delivered within four days" }]);
    shiftClock(13 * dayMs);
    await pruneWebhooks(postgres());
    expect(await log(id)).toEqual([]);
  });

  it("of a test goes to one endpoint whatever it wants", async () => {
    const { id } = await newEndpoint("app_h_h", ["shipment.delivered"]);
    const event = {
      name: "pickup.completed",
      example: { type: "x", timestamp: "2020-01-01T00:00:00Z", data: { a: 1 } },
    };
    expect(await sendTestWebhook(postgres(), { appId: "app_other", endpointId: id }, event)).toBeNull();
    await sendTestWebhook(postgres(), { appId: "app_h_h", endpointId: id }, event);
    await deliver();
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ type: "pickup.completed", data: { a: 1 } });
    expect(await log(id)).toMatchObject([{ cause: "test", state: "delivered", responseStatus: 204 }]);
  });
});

describe("an endpoint", () => {
  it("signs with the old and the new secret for a day after a change", async () => {
    const { id, secret } = await newEndpoint("app_h_i");
    const fresh = (await changeEndpoint(postgres(), ownerOf("app_h_i"), id, "rotate"))?.secret ?? "";
    await buyLabel("app_h_i");
    await deliver();
    const [{ body, headers } = { body: "", headers: {} }] = received;
    for (const each of [secret, fresh]) expect(new Webhook(each).verify(body, headers)).toBeTruthy();
    shiftClock(dayMs + minuteMs);
    await sandbox.trigger(postgres(), "app_h_i", { type: "shipment.delivered" });
    await deliver();
    const signatures = received[1]?.headers["webhook-signature"]?.split(" ") ?? [];
    expect(signatures).toHaveLength(1);
    const at = new Date(Number(received[1]?.headers["webhook-timestamp"]) * secondMs);
    const id1 = received[1]?.headers["webhook-id"] ?? "";
    expect(new Webhook(fresh).sign(id1, at, received[1]?.body ?? "")).toBe(signatures[0]);
  });

  it("may be private only where the portal itself is, and is checked again when it is used", async () => {
    const { id } = await newEndpoint("app_h_j");
    const before = env();
    const input = { url: "http://127.0.0.1:9/x", events: [], description: "" };
    setEnv({
      DATABASE_URL: before.DATABASE_URL,
      CLICKHOUSE_URL: before.CLICKHOUSE_URL,
      NEXTAUTH_SECRET: before.NEXTAUTH_SECRET,
      PUBLIC_URL: "https://portal.example.com",
    });
    try {
      for (const bad of [input.url, "https://10.0.0.1/x", "https://localhost/x", "ftp://a.example", "nonsense"]) {
        const refused = await saveEndpoint(postgres(), ownerOf("app_h_j"), null, { ...input, url: bad });
        expect(refused).toMatchObject({ outcome: "invalid", errors: [{ pointer: "/url" }] });
      }
      const viaCall = { url: "https://10.0.0.1/x", events: ["shipment.delivered"] };
      expect(await callSandbox(sandbox, "app_h_j", "POST /webhook-endpoints", viaCall)).toMatchObject({
        status: 400,
        errors: [{ pointer: "/url" }],
      });
      await buyLabel("app_h_j");
      await deliver();
      expect(received).toHaveLength(0);
      expect(await log(id)).toMatchObject([{ state: "waiting", attempts: 1, responseStatus: null }]);
    } finally {
      setEnv({
        DATABASE_URL: before.DATABASE_URL,
        CLICKHOUSE_URL: before.CLICKHOUSE_URL,
        NEXTAUTH_SECRET: before.NEXTAUTH_SECRET,
      });
    }
  });

  it("is one of ten, and somebody else's is not there", async () => {
    for (let i = 0; i < 10; i++) await newEndpoint("app_h_k");
    expect(
      (await saveEndpoint(postgres(), ownerOf("app_h_k"), null, { url, events: [], description: "" })).outcome,
    ).toBe("too_many");
    const [{ id } = { id: "" }] = await listEndpoints(postgres(), ["app_h_k"]);
    for (const change of ["enable", "disable", "delete", "rotate"] as const)
      expect(await changeEndpoint(postgres(), ownerOf("app_h_l"), id, change)).toBeNull();
    expect(await changeEndpoint(postgres(), ownerOf("app_h_k"), id, "delete")).toEqual({});
  });
});
