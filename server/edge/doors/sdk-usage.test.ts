import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudEvent, emitterFor, httpTransport, Mode } from "cloudevents";
import express from "express";
import moesif from "moesif-nodejs";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { type AppOwner, type NewKey, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { CollectorClient } from "../testing/collector-client";
import { inventKey } from "../testing/verify-calls";

/** Libraries that report API calls, as they are published; all that is ours is the address and the token they are given. */
useStores();
const collector = new CollectorClient();
let owner: AppOwner;
let key: NewKey;
let token: string;

beforeAll(async () => {
  await collector.start();
  owner = await newAppOwner();
  key = await newKey(owner, { environment: "live" });
  token = (await createServiceToken(postgres(), { name: "API", scopes: ["usage:write", "events:write"] })).secret;
});
afterAll(() => collector.stop());
afterEach(() => vi.restoreAllMocks());

const calls = (where: string) =>
  collector.rows<Record<string, unknown>>(
    `SELECT source, id, key_id, company_id, environment, method, route, status, latency_ms, response_bytes, resource, end_user_id, metadata
     FROM usage_events WHERE ${where} ORDER BY occurred_at, id`,
  );
const ofName = (name: string) => collector.rows(`SELECT * FROM events WHERE name = '${name}'`);

describe("moesif-nodejs in an Express app", () => {
  let api: Server;
  // biome-ignore lint/suspicious/noExplicitAny: published without types
  let middleware: any;
  const sent: unknown[] = [];
  const call = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${(api.address() as AddressInfo).port}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ secret: "body-of-a-call" }),
    });

  beforeAll(async () => {
    middleware = moesif({
      applicationId: token,
      baseUri: collector.under.url,
      batchMaxTime: 501,
      // biome-ignore lint/suspicious/noExplicitAny: Express' request
      identifyUser: (request: any) => request.headers["x-user"],
      // biome-ignore lint/suspicious/noExplicitAny: Express' request
      getMetadata: (request: any) => ({
        route: "/shipments/{id}",
        keyId: request.headers["x-portal-key-id"],
        endUserId: request.headers["x-end-user"],
      }),
      // biome-ignore lint/suspicious/noExplicitAny: typed with one argument, called with two
      callback: ((error: unknown, events: unknown[]) => sent.push(error ?? events.length)) as any,
    });
    const app = express();
    app.use(middleware);
    app.use(express.json());
    app.post("/shipments/:id", (_request: unknown, response: { status(code: number): { json(body: object): void } }) =>
      response.status(201).json({ answer: "body-of-an-answer" }),
    );
    api = createServer(app).listen(0, "127.0.0.1");
    await once(api, "listening");
  });
  afterAll(() => {
    api.closeAllConnections();
    api.close();
  });

  it("reports each call as its key's, without what was said in it", async () => {
    await call("/shipments/1?secret=of-an-address", { authorization: `Bearer ${key.secret}`, "x-user": "moesif-user" });
    await call("/shipments/2", { "x-api-key": key.secret, "x-end-user": "end-user-1" });
    await call("/shipments/3", { "x-portal-key-id": key.id });
    await call("/shipments/4?secret=of-an-address", { authorization: "Bearer somebody-elses" });
    const stored = await vi.waitUntil(
      async () => {
        const rows = await calls("source = 'moesif'");
        return rows.length >= 3 && rows;
      },
      { timeout: 10_000 },
    );
    expect(stored.length).toBe(3);
    for (const row of stored)
      expect(row).toMatchObject({
        ...{ key_id: key.id, company_id: owner.companyId, environment: "live" },
        ...{ method: "POST", route: "/shipments/{id}", status: 201, resource: "shipments" },
      });
    expect(stored.map(({ end_user_id }) => end_user_id).sort()).toEqual(["", "", "end-user-1"]);
    expect(stored.map(({ metadata }) => JSON.parse(metadata as string).user_id)).toContain("moesif-user");
    const [aside] = await collector.rows(
      `SELECT reason, dialect, errors, payload FROM quarantine WHERE name = 'api_call'`,
    );
    expect(aside).toMatchObject({ reason: "invalid_properties", dialect: "moesif/events" });
    expect(JSON.parse(aside?.errors as string)).toEqual([{ pointer: "/key", detail: "is not a known key" }]);
    for (const secret of ["body-of", "of-an-address", "somebody-elses", key.secret, "ip_address"])
      expect(JSON.stringify([stored, aside])).not.toContain(secret);
    expect(sent.every((one) => typeof one === "number")).toBe(true);
  });

  it("tells users, companies and actions", async () => {
    const done = (act: (callback: (error: unknown) => void) => void) =>
      new Promise<void>((resolve, reject) => {
        act((error) => (error ? reject(new Error(JSON.stringify(error))) : resolve()));
      });
    await done((callback) => middleware.updateUser({ userId: "moesif-person", companyId: "moesif-company" }, callback));
    await done((callback) => middleware.updateUsersBatch([{ userId: "moesif-other", metadata: { a: 1 } }], callback));
    await done((callback) => middleware.updateCompany({ companyId: "moesif-alone" }, callback));
    await done((callback) => middleware.updateCompaniesBatch([{ companyId: "moesif-alone-2" }], callback));
    const action = {
      actionName: "feedback_given",
      userId: "moesif-person",
      metadata: { path: "/moesif", helpful: false },
      request: { uri: "https://acme.dev/moesif", time: new Date() },
    };
    await done((callback) => middleware.sendAction(action, callback));
    await done((callback) =>
      middleware.sendActionsBatch([{ ...action, metadata: { path: "/moesif-2", helpful: true } }], callback),
    );
    expect((await ofName("person_grouped")).map(({ person_id, company_id }) => [person_id, company_id]).sort()).toEqual(
      [
        ["", "moesif-alone"],
        ["", "moesif-alone-2"],
        ["moesif-person", "moesif-company"],
      ],
    );
    expect(await ofName("visitor_identified")).toMatchObject([{ person_id: "moesif-other" }]);
    expect((await ofName("feedback_given")).map(({ path, person_id }) => [path, person_id]).sort()).toEqual([
      ["/moesif", "moesif-person"],
      ["/moesif-2", "moesif-person"],
    ]);
  });

  it("is sent all configuration it asks for, with a token only", async () => {
    for (const path of ["/v1/config", "/v1/rules"]) {
      const ask = (id: string) =>
        fetch(`${collector.under.url}${path}`, { headers: { "x-moesif-application-id": id } });
      expect((await ask("svc_nobodys")).status).toBe(401);
      const answer = await ask(token);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("x-moesif-config-etag")).toBeTruthy();
      expect(await answer.json()).toEqual(path === "/v1/rules" ? [] : expect.objectContaining({ sample_rate: 100 }));
    }
  });

  it("loses no call because somebody tries invented keys", async () => {
    const at = new Date(nowMs()).toISOString();
    const told = (uri: string, secret: string) => ({
      request: { time: at, uri, verb: "GET", headers: { authorization: `Bearer ${secret}` } },
      response: { time: at, status: 401 },
    });
    const invented = Array.from({ length: 1_100 }, () => told("https://api.acme.dev/tried", inventKey("pwy", "live")));
    const response = await fetch(`${collector.under.url}/v1/events/batch`, {
      method: "POST",
      headers: { "x-moesif-application-id": token },
      body: JSON.stringify([...invented, ...invented.slice(0, 3), told("https://api.acme.dev/among-them", key.secret)]),
    });
    expect(response.status).toBe(201);
    expect(await calls("route = '/among-them'")).toMatchObject([{ key_id: key.id, status: 401 }]);
  });

  it("hears of a full journal and does not come back: its calls are lost, which the docs say", async () => {
    const full = new PortalError("journal_full", undefined, { headers: { "retry-after": "1" } });
    const refused = vi.spyOn(collector.under.edge.context.journal, "appendUsage").mockRejectedValue(full);
    const before = sent.length;
    await call("/shipments/lost", { authorization: `Bearer ${key.secret}` });
    await vi.waitUntil(() => sent.length > before, { timeout: 10_000 });
    expect(sent.at(-1)).toMatchObject({ errorMessage: expect.stringContaining("429") });
    expect(refused.mock.calls.length).toBe(1);
  });

  it("needs the scope of what it sends", async () => {
    const { secret } = await createServiceToken(postgres(), { name: "Events", scopes: ["events:write"] });
    const headers = { "x-moesif-application-id": secret, "content-type": "application/json" };
    const post = (path: string) => fetch(`${collector.under.url}${path}`, { method: "POST", headers, body: "{}" });
    expect((await post("/v1/events")).status).toBe(403);
    expect((await post("/v1/users")).status).toBe(201);
  });
});

describe("cloudevents", () => {
  const emitter = (mode: Mode) => {
    const emit = emitterFor(httpTransport(`${collector.under.url}/api/v1/events`), { mode });
    return <T>(event: CloudEvent<T>) => emit(event, { headers: { authorization: `Bearer ${token}` } });
  };
  const meter = (id: string, data: object = {}) =>
    new CloudEvent({
      ...{ id, source: "gateway-1", type: "api-calls", subject: key.id },
      data: { method: "GET", route: "/shipments", status: 200, latencyMs: 7, tokens: 12, ...data },
    });

  it("are usage when they tell of a call, in every mode, once by source and id", async () => {
    await emitter(Mode.STRUCTURED)(meter("structured"));
    await emitter(Mode.BINARY)(meter("binary"));
    await emitter(Mode.BINARY)(meter("structured"));
    const batch = [meter("batched-1"), meter("batched-2", { key: key.secret }), meter("structured")];
    const response = await fetch(`${collector.under.url}/api/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/cloudevents-batch+json" },
      body: JSON.stringify(batch),
    });
    expect([response.status, await response.text()]).toEqual([204, ""]);
    await emitter(Mode.STRUCTURED)(new CloudEvent({ ...meter("structured"), source: "gateway-2" }));
    const stored = await calls("source LIKE 'gateway-%'");
    expect(stored.map(({ source, id }) => `${source} ${id}`).sort()).toEqual([
      "gateway-1 batched-1",
      "gateway-1 batched-2",
      "gateway-1 binary",
      "gateway-1 structured",
      "gateway-2 structured",
    ]);
    for (const row of stored) {
      expect(row).toMatchObject({
        key_id: key.id,
        company_id: owner.companyId,
        method: "GET",
        status: 200,
        latency_ms: 7,
      });
      expect(JSON.parse(row.metadata as string)).toEqual({ tokens: 12 });
    }
  });

  it("are events when the catalogue knows their type, once by source and id", async () => {
    const event = new CloudEvent({
      ...{ id: "1", source: "crm", type: "support_requested", subject: "ce-person", time: "2026-11-20T10:00:00.000Z" },
      data: { request_id: "r-1", companyId: "ce-company" },
    });
    await emitter(Mode.BINARY)(event);
    await emitter(Mode.STRUCTURED)(event);
    expect(await ofName("support_requested")).toMatchObject([
      { person_id: "ce-person", company_id: "ce-company", properties: '{"request_id":"r-1"}', occurred_at: event.time },
    ]);
  });

  it("are set aside when they are neither, and can be read again", async () => {
    await emitter(Mode.BINARY)(new CloudEvent({ id: "2", source: "crm", type: "made.up", data: { a: 1 } }));
    const [aside] = await collector.rows(`SELECT reason, dialect, payload FROM quarantine WHERE name = 'made.up'`);
    expect(aside).toMatchObject({ reason: "unknown_event", dialect: "cloudevents" });
    expect(JSON.parse(aside?.payload as string)).toMatchObject({
      id: "2",
      source: "crm",
      specversion: "1.0",
      data: { a: 1 },
    });
  });

  it("come with a service token", async () => {
    for (const authorization of ["", "Bearer svc_unknown_unknown", `Bearer ${key.secret}`]) {
      const response = await fetch(`${collector.under.url}/api/v1/events`, {
        method: "POST",
        headers: { authorization, "content-type": "application/cloudevents+json" },
        body: JSON.stringify(meter("stolen")),
      });
      expect(response.status).toBe(401);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  it("are not taken when nothing can be stored, and counted once when they come again", async () => {
    const { journal } = collector.under.edge.context;
    const full = new PortalError("journal_full", undefined, { headers: { "retry-after": "1" } });
    vi.spyOn(journal, "appendUsage").mockRejectedValueOnce(full);
    const send = () =>
      fetch(`${collector.under.url}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/cloudevents+json" },
        body: JSON.stringify(meter("weather")),
      });
    const refused = await send();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect([(await send()).status, (await send()).status]).toEqual([204, 204]);
    expect((await calls("id = 'weather'")).length).toBe(1);
  });
});
