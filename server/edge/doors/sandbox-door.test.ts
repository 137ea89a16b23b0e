import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { createKeyInput, type Environment } from "@/lib/keys/schema";
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
    const basic = { authorization: `Basic ${Buffer.from(`${sandboxSecret}:`).toString("base64")}` };
    expect((await fetch(`${edge.url}/sandbox/carriers`, { headers: basic })).status).toBe(200);
    expect((await fetch(`${edge.url}/sandbox/carriers`, { headers: { "x-api-key": sandboxSecret } })).status).toBe(200);
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
  });
});
