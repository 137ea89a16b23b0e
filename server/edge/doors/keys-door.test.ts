import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { type AppOwner, newAppOwner } from "@/lib/keys/testing/key-fixtures";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { verifier } from "../testing/verify-calls";

useStores();

const token = `svc_${randomBase62(40)}`;
let edge: EdgeUnderTest;
let owner: AppOwner;

beforeAll(async () => {
  edge = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
  owner = await newAppOwner();
});
afterAll(() => edge?.close());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${edge.url}/v1/keys${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests ask
  const json: any = await response.json();
  return { status: response.status, headers: response.headers, json, data: json.data, errors: json.errors };
}
const create = (fields: object = {}, headers?: Record<string, string>) =>
  call("POST", "", { appId: owner.appId, environment: "sandbox", name: "ci", ...fields }, headers);
const codeOf = async (key: string) => (await verifier(edge.url, token)({ key })).data.code;

describe("/v1/keys", () => {
  it("makes a key that works, shows its secret that once, and names who made it", async () => {
    const made = await create({ scopes: ["a.*"], allowedCidrs: [], metadata: { order: 7 } });
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe(`/v1/keys/${made.data.id}`);
    expect(made.data).toMatchObject({
      ...{ secret: expect.stringMatching(/^pwy_sbx_/), appId: owner.appId, companyId: owner.companyId },
      ...{ createdById: owner.personId, state: "active", scopes: ["a.*"], metadata: { order: 7 } },
    });
    expect(await codeOf(made.data.secret)).toBe("VALID");
    const read = await call("GET", `/${made.data.id}`);
    const { secret, ...rest } = made.data;
    expect(read.data).toEqual({ ...rest, lastUsed: null });
    expect(JSON.stringify(read.json)).not.toContain(secret.slice(12));
    const [entry] = await postgres().auditEntry.findMany({ where: { subjectId: made.data.id } });
    expect(entry).toMatchObject({ action: "key.created", actorKind: "token", actorId: "env" });
  });

  it("tells when it was last used, and what was done to it by whom", async () => {
    const { appId } = await newAppOwner();
    const { data } = await create({ appId, name: "before" });
    await call("PATCH", `/${data.id}`, { name: "after" });
    const used = {
      source: "t",
      time: now().toISOString(),
      method: "GET",
      route: "/parcels/{id}",
      status: 200,
      latencyMs: 1,
    };
    const reported = await fetch(`${edge.url}/v1/usage`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ ...used, id: data.id, keyId: data.id, metadata: { country: "nl", city: "Delft" } }),
    });
    expect(reported.status).toBe(200);
    await expect
      .poll(async () => (await call("GET", `/${data.id}`)).data.lastUsed, { timeout: 10_000 })
      .toMatchObject({ route: "/parcels/{id}" });
    const lastUsed = async () => (await call("GET", `/${data.id}`)).data.lastUsed;
    expect(await lastUsed()).not.toHaveProperty("country");
    try {
      portal.keys.countryField = "country";
      expect(await lastUsed()).toMatchObject({ country: "NL" });
      portal.keys.countryField = "city";
      expect(await lastUsed()).toMatchObject({ country: null });
    } finally {
      portal.keys.countryField = undefined;
    }
    const history = await call("GET", `/${data.id}/history`);
    expect(history.data).toMatchObject([
      {
        action: "key.updated",
        actor: { kind: "token", id: "env" },
        before: { name: "before" },
        after: { name: "after" },
      },
      { action: "key.created" },
    ]);
    expect(history.json.nextCursor).toBeNull();
    expect(JSON.stringify(history.json)).not.toContain(data.secret.slice(12));
    expect((await call("GET", "/key_none/history")).status).toBe(404);
  });

  it("makes one key for one idempotency key, however often it is sent", async () => {
    const headers = { "idempotency-key": "first" };
    const [one, two] = await Promise.all([create({ name: "once" }, headers), create({ name: "once" }, headers)]);
    expect(two?.data).toEqual(one?.data);
    expect(await create({ name: "other" }, headers)).toMatchObject({ status: 422 });
    expect((await create({ name: "other" }, { "idempotency-key": "x".repeat(256) })).status).toBe(400);
    expect(await postgres().apiKey.count({ where: { name: "once" } })).toBe(1);
  });

  it("gives a live key only when the portal's policy is met", async () => {
    const refused = await create({ environment: "live" });
    expect(refused).toMatchObject({ status: 403, json: { detail: expect.stringContaining("successful call") } });
    await clickhouse().insert({
      table: "usage_events",
      format: "JSONEachRow",
      values: [
        {
          ...{ source: "sandbox", id: "1", occurred_at: now(), received_at: now(), origin: "sandbox" },
          ...{ environment: "sandbox", company_id: owner.companyId, app_id: owner.appId, status: 201, method: "POST" },
        },
      ],
    });
    expect(await create({ environment: "live" })).toMatchObject({
      status: 201,
      data: { secret: expect.stringMatching(/^pwy_live_/) },
    });
  });

  it("changes, disables, enables and revokes; a revoked key stays revoked", async () => {
    const { data } = await create();
    const patched = await call("PATCH", `/${data.id}`, { name: "new", scopes: ["b"], disabled: true });
    expect(patched).toMatchObject({ status: 200, data: { name: "new", scopes: ["b"], state: "disabled" } });
    await expect.poll(() => codeOf(data.secret), { timeout: 1_000, interval: 10 }).toBe("DISABLED");
    expect(await call("PATCH", `/${data.id}`, { disabled: false })).toMatchObject({ data: { state: "active" } });
    const revoked = await call("DELETE", `/${data.id}?reason=left`);
    expect(revoked).toMatchObject({ status: 200, data: { state: "revoked", revokeReason: "left" } });
    expect(await call("DELETE", `/${data.id}`)).toMatchObject({ status: 200, data: { revokeReason: "left" } });
    expect((await call("PATCH", `/${data.id}`, { disabled: false })).status).toBe(409);
    await expect.poll(() => codeOf(data.secret), { timeout: 1_000, interval: 10 }).toBe("NOT_FOUND");
  });

  it("revokes whatever the reason looks like", async () => {
    const { data } = await create();
    // Cut at 200 characters, the rocket would be halved: no JSON that a database takes.
    const reason = encodeURIComponent(`${"a".repeat(198)}\n\u{1f680}`);
    const revoked = await call("DELETE", `/${data.id}?reason=${reason}`);
    expect(revoked).toMatchObject({ status: 200, data: { state: "revoked", revokeReason: `${"a".repeat(198)} ` } });
  });

  it("rotates: both work during grace, without grace only the new one", async () => {
    const { data } = await create();
    const rotated = await call("POST", `/${data.id}/rotate`, { graceSeconds: 60 });
    expect(rotated).toMatchObject({
      status: 201,
      data: { replacesId: data.id, replaced: { id: data.id, state: "active" } },
    });
    expect(await codeOf(data.secret)).toBe("VALID");
    expect(await codeOf(rotated.data.secret)).toBe("VALID");
    const again = await call("POST", `/${rotated.data.id}/rotate`, {});
    expect(again.data.replaced.state).toBe("revoked");
    await expect.poll(() => codeOf(rotated.data.secret), { timeout: 1_000, interval: 10 }).toBe("NOT_FOUND");
    expect((await call("POST", `/${rotated.data.id}/rotate`, {})).status).toBe(409);
  });

  it("lists page by page with a filter", async () => {
    const one = await newAppOwner();
    for (let i = 0; i < 3; i++) {
      await call("POST", "", { appId: one.appId, environment: "sandbox", name: `k${i}` });
    }
    const first = await call("GET", `?appId=${one.appId}&limit=2`);
    expect(first.json.data.map((key: { name: string }) => key.name)).toEqual(["k2", "k1"]);
    const second = await call("GET", `?appId=${one.appId}&limit=2&cursor=${first.json.nextCursor}`);
    expect(second.json).toMatchObject({ data: [{ name: "k0" }], nextCursor: null });
  });
});

describe("a bad request to /v1/keys", () => {
  it.each<[string, object, string[]]>([
    ["an app nobody knows", { appId: "app_none" }, ["/appId"]],
    ["several bad fields", { name: "", environment: "prod", scopes: ["a b"] }, ["/environment", "/name", "/scopes/0"]],
    ["an expiry in the past", { expiresAt: "2001-01-01T00:00:00Z" }, ["/expiresAt"]],
    ["an expiry after all time", { expiresAt: "9999-12-31T23:59:59-14:00" }, ["/expiresAt"]],
    ["a field nobody knows", { secret: "mine" }, ["/secret"]],
    [
      "text that no database can hold",
      { name: "a\u0000b", metadata: { half: "\ud800", whole: "\ud83d\ude80 \\u0000" } },
      ["/metadata", "/name"],
    ],
    ["limits that overflow", { ratelimits: [{ name: "a", limit: 1e300, durationMs: 1e3 }] }, ["/ratelimits/0/limit"]],
  ])("%s is told with its place", async (_, fields, pointers) => {
    const answer = await create(fields);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect([...new Set(answer.errors.map((error: { pointer: string }) => error.pointer))].sort()).toEqual(pointers);
  });

  it("about a key that is not there, a query or a grace that makes no sense, is told", async () => {
    expect((await call("GET", "/key_none")).status).toBe(404);
    expect((await call("PATCH", "/key_none", { name: "x" })).status).toBe(404);
    expect((await call("DELETE", "/key_none")).status).toBe(404);
    expect((await call("POST", "/key_none/rotate", {})).status).toBe(404);
    expect((await call("POST", "/key_none/nonsense", {})).status).toBe(404);
    expect(await call("GET", "?limit=1000")).toMatchObject({
      status: 400,
      errors: [{ pointer: "?limit", detail: "must be at most 100" }],
    });
    expect(await call("GET", "?colour=red")).toMatchObject({ status: 400, errors: [{ pointer: "?colour" }] });
    const { data } = await create();
    expect(await call("PATCH", `/${data.id}`, { expiresAt: "0001-01-01T00:00:00+14:00" })).toMatchObject({
      status: 400,
      errors: [{ pointer: "/expiresAt" }],
    });
    for (const graceSeconds of [-1, 0.5, "60", 1e12]) {
      expect(await call("POST", `/${data.id}/rotate`, { graceSeconds })).toMatchObject({
        status: 400,
        errors: [{ pointer: "/graceSeconds" }],
      });
    }
  });

  it("without the scope is refused, and with an API key as if it were any other text", async () => {
    const { secret } = await createServiceToken(postgres(), { name: "t", scopes: ["keys:verify", "usage:write"] });
    const { data } = await create();
    const statusWith = async (credential: string) =>
      (await call("GET", "", undefined, { authorization: `Bearer ${credential}` })).status;
    expect(await statusWith(secret)).toBe(403);
    expect(await statusWith(data.secret)).toBe(401);
    expect(await statusWith("svc_unknown")).toBe(401);
  });
});
