import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { createKeyInput, type Environment } from "@/lib/keys/schema";
import { findPassingDetail } from "@/lib/usage/find-passing-detail";
import { getRequestDetail } from "@/lib/usage/get-request-detail";
import { listFirstCalls } from "@/lib/usage/list-first-calls";
import { listRequests } from "@/lib/usage/list-requests";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";

useStores();

let edge: EdgeUnderTest;
let companyId: string;
let appId: string;
let personId: string;
let sandboxSecret: string;
let sandboxKeyId: string;

async function newSecret(environment: Environment): Promise<{ secret: string; keyId: string }> {
  const owner = { appId, companyId, personId, actor: { kind: "person" as const, id: personId } };
  const made = await createKey(postgres(), owner, createKeyInput.parse({ environment, name: environment }), {
    emailVerified: true,
    sandboxSucceeded: true,
    certified: true,
  });
  if (made.outcome !== "created") throw new Error(made.outcome);
  return { secret: made.secret, keyId: made.key.id };
}

beforeAll(async () => {
  edge = await startEdge();
  const person = await signUp({});
  companyId = person.companyId;
  personId = person.personId;
  appId = (await createApp(postgres(), { companyId, personId }, { name: "Depot", description: "" })).id;
  ({ secret: sandboxSecret, keyId: sandboxKeyId } = await newSecret("sandbox"));
});
afterAll(() => edge?.close());

const address = { name: "Mill Books", street1: "Havenlaan 12", city: "Gent", postalCode: "9000", country: "BE" };
const shipment = { from: address, to: address, parcels: [{ weightGrams: 850 }] };

function call(path: string, init: RequestInit & { key?: string } = {}): Promise<Response> {
  const { key = sandboxSecret, ...rest } = init;
  return fetch(`${edge.url}/sandbox${path}`, {
    ...rest,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...rest.headers },
  });
}

describe("/sandbox", () => {
  it("refuses text that no database can hold, and takes what only looks like it", async () => {
    const named = (json: string) =>
      call("/shipments", { method: "POST", body: JSON.stringify(shipment).replaceAll('"Mill Books"', json) });
    expect((await named('"a\\u0000"')).status).toBe(400);
    expect((await named('"a\\ud800"')).status).toBe(400);
    expect((await named('"\\ud83d\\ude80 \\\\u0000 \\\\ud800"')).status).toBe(201);
  });

  it("answers a sandbox key in its own world, with limits told", async () => {
    const made = await call("/shipments", { method: "POST", body: JSON.stringify(shipment) });
    expect(made.status).toBe(201);
    expect(made.headers.get("ratelimit-policy")).toMatch(/^"burst";q=100;w=60/);
    const body = (await made.json()) as { id: string };
    expect(made.headers.get("location")).toBe(`/sandbox/shipments/${body.id}`);
    const read = await call(`/shipments/${body.id}`);
    expect(await read.json()).toEqual(body);
    expect((await call(`/shipments/${body.id}`, { method: "HEAD" })).headers.get("content-length")).not.toBe("0");
  });

  it("takes the key where clients put it", async () => {
    const from = { "waymark-snippet": "/docs/quickstart#first-call" };
    const basic = { ...from, authorization: `Basic ${Buffer.from(`${sandboxSecret}:`).toString("base64")}` };
    expect((await fetch(`${edge.url}/sandbox/carriers`, { headers: basic })).status).toBe(200);
    expect(
      (
        await fetch(`${edge.url}/sandbox/carriers`, {
          headers: { "x-api-key": sandboxSecret, "waymark-snippet": `/docs ${sandboxSecret}` },
        })
      ).status,
    ).toBe(200);
  });

  it("refuses no key, a mistyped one, a live one and a revoked one with a sentence that helps", async () => {
    expect((await fetch(`${edge.url}/sandbox/carriers`)).status).toBe(401);
    const mistyped = await call("/carriers", { key: `${sandboxSecret.slice(0, -1)}!` });
    expect(mistyped.status).toBe(401);
    expect(mistyped.headers.get("www-authenticate")).toContain("Bearer");
    const live = await call("/carriers", { key: (await newSecret("live")).secret });
    expect(live.status).toBe(403);
    expect(((await live.json()) as { detail: string }).detail).toContain("live key");
    const gone = await newSecret("sandbox");
    await revokeKey(postgres(), { keyId: gone.keyId, companyId }, { kind: "person", id: personId }, "test");
    expect((await call("/carriers", { key: gone.secret })).status).toBe(401);
  });

  it("names what is wrong with a body", async () => {
    const broken = await call("/shipments", { method: "POST", body: "{" });
    expect(broken.status).toBe(400);
    expect(broken.headers.get("content-type")).toContain("application/problem+json");
    expect(
      (await call("/shipments", { method: "POST", body: "x", headers: { "content-type": "text/plain" } })).status,
    ).toBe(415);
    expect((await call("/shipments", { method: "POST", body: JSON.stringify("x".repeat(2_000_000)) })).status).toBe(
      413,
    );
    const wrong = await call("/shipments", { method: "POST", body: JSON.stringify({ ...shipment, parcels: [] }) });
    expect(await wrong.json()).toMatchObject({ status: 400, errors: [{ pointer: "/parcels" }] });
  });

  it("writes every call of a known key to the request log, with what was wrong and the page that explains it", async () => {
    await expect
      .poll(
        async () =>
          (await listRequests({ companyId, keyId: sandboxKeyId })).data.map(
            (row) => `${row.method} ${row.route} ${row.status}`,
          ),
        { timeout: 15_000 },
      )
      .toEqual(
        expect.arrayContaining([
          "POST /shipments 201",
          "GET /shipments/{shipmentId} 200",
          "POST /shipments 400",
          "POST /shipments 413",
        ]),
      );
    const { data } = await listRequests({ companyId, keyId: sandboxKeyId });
    const refused = data.find((row) => row.status === 400 && "operation" in row.metadata);
    expect(refused?.metadata).toMatchObject({
      operation: "createShipment",
      doc: "/docs/errors#invalid_fields",
      errors: [{ pointer: "/parcels" }],
    });
    expect(JSON.stringify(data)).not.toContain(sandboxSecret);
    // The block a call says it was copied from is kept; what is none, and a key in its place, is not.
    const told = data.flatMap(({ metadata }) => ("snippet" in metadata ? [metadata.snippet] : []));
    expect(told).toEqual(["/docs/quickstart#first-call"]);

    // Opened: what was sent and answered, and the last call of the operation that passed.
    const detail = await getRequestDetail(postgres(), companyId, refused?.id ?? "");
    expect(detail).toMatchObject({
      ...{ appId, operation: "createShipment", passed: false, method: "POST", path: "/shipments" },
      request: { headers: { authorization: "[redacted]" }, body: { ...shipment, parcels: [] } },
      response: { body: { status: 400, errors: [{ pointer: "/parcels" }] } },
    });
    expect(JSON.stringify(detail)).not.toContain(sandboxSecret);
    expect(await getRequestDetail(postgres(), "com_other", refused?.id ?? "")).toBeNull();
    expect(detail && (await findPassingDetail(postgres(), companyId, detail))).toMatchObject({ passed: true });
    const broken = data.find((row) => row.metadata.doc === "/docs/errors#invalid_json");
    expect(await getRequestDetail(postgres(), companyId, broken?.id ?? "")).toMatchObject({ request: { text: "{" } });

    // A view's rows come a moment after the rows it is made of.
    const firsts = async () =>
      (await listFirstCalls(companyId, personId, ["/shipments"])).map(({ method, status }) => `${method} ${status}`);
    await expect.poll(firsts).toEqual(expect.arrayContaining(["POST 201", "POST 400"]));
    expect((await firsts()).filter((one) => one === "POST 201")).toHaveLength(1);
  });
});

describe("/sandbox/_sandbox", () => {
  const service = async (method: string, path: string, body?: unknown) => {
    const answer = await call(`/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      body: answer.status === 204 ? null : ((await answer.json()) as Record<string, unknown>),
    };
  };

  it("needs the sandbox key like everything else", async () => {
    expect((await fetch(`${edge.url}/sandbox/_sandbox/reset`, { method: "POST" })).status).toBe(401);
    const live = await call("/_sandbox/reset", { method: "POST", key: (await newSecret("live")).secret });
    expect(live.status).toBe(403);
  });

  it("shows, keeps, puts back, empties and ages a world", async () => {
    expect(await service("POST", "/reset")).toMatchObject({
      status: 200,
      body: { resources: 0, clock: { aheadSeconds: 0 } },
    });
    await call("/shipments", { method: "POST", body: JSON.stringify(shipment) });
    expect((await service("PUT", "/snapshots/one")).status).toBe(200);
    expect(await service("POST", "/clock/advance", { seconds: 60 })).toMatchObject({
      status: 200,
      body: { aheadSeconds: 60 },
    });
    await service("POST", "/reset");
    expect(await service("POST", "/snapshots/one/restore")).toMatchObject({ status: 200, body: { resources: 1 } });
    expect((await service("GET", "/snapshots")).body).toMatchObject({ data: [{ name: "one" }] });
    expect((await service("DELETE", "/snapshots/one")).status).toBe(204);
    expect(await service("GET", "")).toMatchObject({
      status: 200,
      body: { snapshots: [], limits: { resources: 2000 } },
    });
  });

  it("names what is wrong", async () => {
    expect(await service("POST", "/clock/advance", { seconds: -1 })).toMatchObject({ status: 400 });
    expect(await service("PUT", "/snapshots/NO")).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "path name" }] },
    });
    expect((await service("POST", "/snapshots/none/restore")).status).toBe(404);
    expect((await service("GET", "/reset")).status).toBe(405);
    expect((await service("GET", "/nothing")).status).toBe(404);
    expect(await service("POST", "/webhooks/trigger", { type: "shipment.lost" })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/type", detail: expect.stringContaining("shipment.delivered") }] },
    });
    expect((await service("POST", "/webhooks/trigger", { type: "shipment.delivered" })).status).toBe(409);
  });
});

describe("a scenario on the wire", () => {
  const scenario = (words: string, init: RequestInit = {}) =>
    call("/shipments", {
      ...init,
      method: "POST",
      body: JSON.stringify(shipment),
      headers: { "sandbox-scenario": words },
    });

  it("breaks the JSON of an answer, waits, and names the request of an error", async () => {
    const broken = await scenario("malformed");
    expect(broken.status).toBe(201);
    expect(broken.headers.get("content-type")).toContain("application/json");
    await expect(broken.json()).rejects.toThrow(SyntaxError);
    const begun = performance.now();
    const late = await scenario("latency=300; error=rate_expired");
    expect(performance.now() - begun).toBeGreaterThanOrEqual(299);
    expect(late.status).toBe(422);
    expect(await late.json()).toMatchObject({ instance: `urn:request:${late.headers.get("x-request-id")}` });
    const limited = await scenario("ratelimit");
    expect(limited.headers.get("retry-after")).toBe("30");
    expect(limited.headers.get("ratelimit")).toBe('"burst";r=0;t=30');
  });

  it("never answers a call that plays a time-out", async () => {
    await expect(scenario("timeout", { signal: AbortSignal.timeout(300) })).rejects.toThrow(/aborted|timeout/i);
  });
});
