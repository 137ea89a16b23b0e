import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createServiceToken } from "@/lib/access/create-service-token";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, minuteMs, nowMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { revokeKey } from "@/lib/keys/revoke-key";
import { type AppOwner, type NewKey, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { inventKey, verifier } from "../testing/verify-calls";

useStores();

const token = `svc_${randomBase62(40)}`;
let edge: EdgeUnderTest;
let owner: AppOwner;
let key: NewKey;
let count = 0;

beforeAll(async () => {
  edge = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
  owner = await newAppOwner();
  key = await newKey(owner, { environment: "live" });
});
afterAll(() => edge?.close());

const iso = (ms = 0) => new Date(nowMs() + ms).toISOString();
/** A good record of its own, changed by `fields`. */
const record = (fields: object = {}) => ({
  ...{ id: `call-${count++}`, source: "api", time: iso(), keyId: key.id, method: "POST", route: "/shipments" },
  ...{ status: 201, latencyMs: 12.5, ...fields },
});

async function send(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${edge.url}/v1/usage`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests ask
  const json: any = await response.json();
  return { status: response.status, headers: response.headers, json };
}

const storedCalls = defineQuery({
  sql: `SELECT id, occurred_at AS at, origin, environment, company_id AS companyId, app_id AS appId, key_id AS keyId, person_id AS personId,
          method, route, status, latency_ms AS latencyMs, request_bytes AS requestBytes, sdk, end_user_id AS endUserId, resource,
          toString(quantity) AS quantity, valuable, metadata
        FROM usage_events WHERE id IN {ids:Array(String)} ORDER BY id`,
  params: z.object({ ids: z.array(z.string()) }),
  row: z.record(z.string(), z.unknown()),
});

/** What the ledger holds of these ids once as many rows as expected have arrived. */
async function stored(ids: string[], rows = ids.length) {
  await expect.poll(async () => (await runQuery(storedCalls, { ids })).length, { timeout: 10_000 }).toBe(rows);
  return runQuery(storedCalls, { ids });
}

describe("POST /v1/usage", () => {
  it("resolves a key to app, company and person, and keeps what the call was", async () => {
    const one = record({
      ...{
        time: iso(-60_000),
        environment: "live",
        requestBytes: 512,
        responseBytes: 2_048,
        sdk: "node",
        sdkVersion: "1.2.0",
      },
      ...{ endUserId: "u-1", traceId: "t-1", quantity: 2.5, metadata: { region: "eu" } },
    });
    expect(await send(one)).toMatchObject({ status: 200, json: { accepted: 1, duplicates: 0, rejected: [] } });
    expect(await stored([one.id])).toMatchObject([
      {
        ...{ id: one.id, at: one.time, origin: "api", environment: "live", quantity: "2.5", valuable: 1 },
        ...{ companyId: owner.companyId, appId: owner.appId, keyId: key.id, personId: owner.personId },
        ...{ method: "POST", route: "/shipments", status: 201, latencyMs: 12.5, resource: "shipments", sdk: "node" },
        metadata: '{"region":"eu"}',
      },
    ]);
  });

  it("takes the key itself in place of its id, of a revoked key too: late reports are still its company's", async () => {
    const gone = await newKey(owner);
    await revokeKey(postgres(), { keyId: gone.id }, { kind: "system", id: "t" }, "t");
    const one = record({ keyId: undefined, key: gone.secret });
    expect((await send(one)).json).toMatchObject({ accepted: 1 });
    expect(await stored([one.id])).toMatchObject([
      { keyId: gone.id, environment: "sandbox", companyId: owner.companyId },
    ]);
  });

  it("counts what is sent twice once: in one request, in two, and with other contents", async () => {
    const [one, two] = [record(), record()];
    expect((await send([one, two, one])).json).toEqual({ accepted: 2, duplicates: 1, rejected: [] });
    expect((await send([two, { ...one, status: 500 }])).json).toEqual({ accepted: 0, duplicates: 2, rejected: [] });
    expect((await send({ ...one, source: "other" })).json).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await stored([one.id, two.id], 3)).map((row) => row.status)).toEqual([201, 201, 201]);
  });

  it("refuses a body that is neither a record nor a list", async () => {
    for (const body of [null, 5, "x", true]) {
      const { status, json } = await send(body as never);
      expect(status).toBe(400);
      expect(json.errors).toEqual([{ pointer: "", detail: "must be a record or a list of records" }]);
    }
  });

  it("names bad records by index with every field that is wrong, and takes the good ones", async () => {
    const good = record();
    const { json, status } = await send([
      good,
      record({ status: "200", latencyMs: -1, method: "FETCH" }),
      "nonsense",
      record({ keyId: "key_none" }),
      record({ keyId: undefined, key: inventKey() }),
      record({ key: key.secret }),
      record({ keyId: undefined }),
      record({ environment: "sandbox" }),
      record({ headers: { cookie: "x" } }),
      null,
    ]);
    expect(status).toBe(200);
    expect(json).toMatchObject({ accepted: 1, duplicates: 0 });
    const pointers = json.rejected.map(({ index, errors }: { index: number; errors: { pointer: string }[] }) => [
      index,
      errors.map((error) => error.pointer).sort(),
    ]);
    expect(pointers).toEqual([
      [1, ["/latencyMs", "/method", "/status"]],
      [2, [""]],
      [3, ["/keyId"]],
      [4, ["/key"]],
      [5, ["/keyId"]],
      [6, ["/keyId"]],
      [7, ["/environment"]],
      [8, ["/headers"]],
      [9, [""]],
    ]);
    await stored([good.id]);
  });

  it.each<[string, object, string]>([
    ["a time that is none", { time: "yesterday" }, "/time"],
    ["a time without its zone", { time: "2026-01-01T00:00:00" }, "/time"],
    ["a day that does not exist", { time: "2026-02-30T00:00:00Z" }, "/time"],
    ["a negative quantity", { quantity: -1 }, "/quantity"],
    ["seven decimals", { quantity: 0.000_000_1 }, "/quantity"],
    ["a quantity that overflows the meter", { quantity: 1e12 }, "/quantity"],
    ["bytes with decimals", { requestBytes: 0.5 }, "/requestBytes"],
    ["a status out of range", { status: 99 }, "/status"],
    ["a route that is no path", { route: "shipments" }, "/route"],
    ["an empty id", { id: "" }, "/id"],
    ["an id without end", { id: "x".repeat(201) }, "/id"],
    ["metadata that is too large", { metadata: { a: "x".repeat(5_000) } }, "/metadata"],
  ])("refuses %s", async (_, fields, pointer) => {
    expect((await send(record(fields))).json).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0, errors: [{ pointer }] }],
    });
  });

  it("takes late records for 32 days, a clock a little ahead for now, and no later future", async () => {
    const late = record({ time: iso(-32 * dayMs + minuteMs) });
    const ahead = record({ time: iso(4 * minuteMs) });
    const { json } = await send([
      late,
      ahead,
      record({ time: iso(-32 * dayMs - minuteMs) }),
      record({ time: iso(6 * minuteMs) }),
    ]);
    expect(json).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 2, errors: [{ pointer: "/time", detail: "is more than 32 days ago" }] },
        { index: 3, errors: [{ pointer: "/time", detail: "is more than five minutes in the future" }] },
      ],
    });
    const rows = await stored([late.id, ahead.id]);
    expect(rows.find((row) => row.id === late.id)?.at).toBe(late.time);
    expect(new Date(String(rows.find((row) => row.id === ahead.id)?.at)).getTime()).toBeLessThanOrEqual(nowMs());
  });

  it("takes 10,000 at once, packed, and 10,001 not at all", async () => {
    const many = Array.from({ length: 10_000 }, () => record());
    const packed = gzipSync(JSON.stringify(many));
    expect((await send(packed, { "content-encoding": "gzip" })).json).toEqual({
      accepted: 10_000,
      duplicates: 0,
      rejected: [],
    });
    expect(await send([...many, record()])).toMatchObject({ status: 413 });
  });

  it("rejects what is nested deeper than the stack, and takes its neighbour", async () => {
    const good = record();
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const text = JSON.stringify([record({ metadata: { a: "@" } }), good]).replace('"@"', deep);
    const { json } = await send(Buffer.from(text));
    expect(json).toEqual({
      ...{ accepted: 1, duplicates: 0 },
      rejected: [{ index: 0, errors: [{ pointer: "/metadata", detail: "is nested too deeply" }] }],
    });
  });

  it("refuses nothing, bad JSON, another type, too many bytes and bombs", async () => {
    expect(await send([])).toMatchObject({ status: 400, json: { errors: [{ pointer: "" }] } });
    expect((await send(Buffer.from('[{"id":'))).status).toBe(400);
    expect((await send(record(), { "content-type": "text/csv" })).status).toBe(415);
    expect((await send(Buffer.alloc(11 * 1024 * 1024, " "))).status).toBe(413);
    expect((await send(gzipSync(Buffer.alloc(60 * 1024 * 1024, " ")), { "content-encoding": "gzip" })).status).toBe(
      413,
    );
  });

  it("asks for a token with the scope", async () => {
    const { secret } = await createServiceToken(postgres(), { name: "t", scopes: ["keys:verify"] });
    expect((await send(record(), { authorization: `Bearer ${secret}` })).status).toBe(403);
    expect((await send(record(), { authorization: `Bearer ${key.secret}` })).status).toBe(401);
    expect((await send(record(), { authorization: "" })).status).toBe(401);
  });
});

describe("ten thousand records at once", () => {
  it("are stored piece by piece, and a verification that comes meanwhile is answered before them", async () => {
    const verify = verifier(edge.url, token);
    await verify({ key: key.secret });
    const { journal } = edge.edge.context;
    const append = vi.spyOn(journal, "appendUsage");
    const ended: string[] = [];
    const records = Array.from({ length: 10_000 }, () => record({ metadata: { text: "x".repeat(700) } }));
    const usage = send(records).then(({ json }) => {
      ended.push("usage");
      return json;
    });
    await expect.poll(() => append.mock.calls.length, { interval: 1, timeout: 20_000 }).toBeGreaterThan(0);
    const { data } = await verify({ key: key.secret });
    ended.push("verify");
    expect(await usage).toEqual({ accepted: 10_000, duplicates: 0, rejected: [] });
    expect(data.code).toBe("VALID");
    expect(ended).toEqual(["verify", "usage"]);
    expect(Math.max(...append.mock.calls.map(([rows]) => rows.length))).toBeLessThan(1_000);
    append.mockRestore();
  });
});
