import { request } from "node:http";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nowMs } from "@/lib/base/clock";
import { useStores } from "@/lib/base/testing/stores";
import { type NewKey, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { browser, CollectorClient, messageId, service, writeKey } from "../testing/collector-client";

/** Whatever is sent in whatever dialect: never a fault, and never a good event lost because of a bad neighbour. */
useStores();
const collector = new CollectorClient();
let key: NewKey;
beforeAll(async () => {
  await collector.start();
  key = await newKey(await newAppOwner(), { environment: "live" });
});
afterAll(() => collector.stop());

const token = () => service().authorization.slice("Bearer ".length);
const time = () => new Date(nowMs()).toISOString();

const odd = fc.constantFrom<unknown>(
  ...["\0", "a\0b", "\ud800", "x".repeat(40_000), "__proto__", "constructor", "toString", "", " "],
  ...[1e308, -0, Number.MAX_SAFE_INTEGER, -1, 0.1, true, null, [], {}],
  [[[[[[]]]]]],
  ["a", 1, null, { b: [] }],
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  "@deep@",
);
/** Deeper than the stack of whoever looks into it, the test's own included: put in when the rest is text. */
const deep = `${"[".repeat(15_000)}${"]".repeat(15_000)}`;
const toText = (body: unknown) => JSON.stringify(body).replaceAll('"@deep@"', deep);
const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }), odd);
const maybe = (...words: unknown[]) => fc.oneof(fc.constantFrom<unknown>(...words), value);
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof({ weight: 4, arbitrary: fc.record(fields, { requiredKeys: [] }) }, { weight: 1, arbitrary: value });

type Dialect = {
  path: string;
  bad: fc.Arbitrary<unknown>;
  good(id: string): unknown;
  body(events: unknown[]): unknown;
  headers(): Record<string, string>;
  /** Where it looks deepest into what a sender says. */
  deepIn: string;
  /** The ids of the good ones that arrived. */
  arrived: string;
};

const headersOf = some({ authorization: value, "x-api-key": value, "content-length": value, traceparent: value });
const sides = {
  request: some({
    time: maybe("2026-11-20T10:00:00Z", 0),
    uri: maybe("/a", "http://["),
    verb: maybe("GET"),
    headers: headersOf,
  }),
  response: some({ time: value, status: maybe(200, 999), headers: headersOf, body: value }),
};
const dialects: Record<string, Dialect> = {
  posthog: {
    deepIn: "properties",
    path: "/batch/",
    bad: some({
      event: maybe("$pageview", "$identify", "$create_alias", "$groupidentify", "docs_read", "$autocapture"),
      distinct_id: value,
      uuid: value,
      timestamp: value,
      properties: some({
        ...{
          path: value,
          alias: value,
          token: value,
          $group_type: maybe("company"),
          $group_key: value,
          $groups: value,
        },
        ...{ $device_id: value, $is_identified: value, $current_url: value, $pathname: value, $referrer: value },
        ...{ $session_id: value, $anon_distinct_id: value, $user_id: value },
      }),
    }),
    good: (uuid) => ({
      event: "feedback_given",
      uuid,
      distinct_id: "fuzz",
      properties: { path: "/ph", helpful: true },
    }),
    body: (batch) => ({ api_key: writeKey, batch, sent_at: time() }),
    headers: () => browser(),
    arrived: "SELECT event_id AS id FROM events WHERE path = '/ph' AND name = 'feedback_given'",
  },
  "moesif events": {
    deepIn: "metadata",
    path: "/v1/events/batch",
    bad: some({ ...sides, session_token: value, metadata: value, direction: value, user_id: value, company_id: value }),
    good: (id) => ({
      request: {
        time: time(),
        uri: "https://api.acme.dev/fuzz",
        verb: "GET",
      },
      response: { time: time(), status: 200 },
      metadata: { keyId: key.id, n: id },
    }),
    body: (batch) => batch,
    headers: () => ({ authorization: "", "x-moesif-application-id": token() }),
    arrived:
      "SELECT JSONExtractString(metadata, 'n') AS id FROM usage_events WHERE source = 'moesif' AND route = '/fuzz'",
  },
  "moesif actions": {
    deepIn: "metadata",
    path: "/v1/actions/batch",
    bad: some({
      action_name: maybe("docs_read", "support_requested"),
      user_id: value,
      metadata: value,
      request: value,
    }),
    good: (id) => ({
      ...{ action_name: "feedback_given", transaction_id: id, user_id: "fuzz" },
      metadata: { path: "/mo", helpful: true },
    }),
    body: (batch) => batch,
    headers: () => ({ authorization: "", "x-moesif-application-id": token() }),
    arrived: "SELECT event_id AS id FROM events WHERE path = '/mo'",
  },
  cloudevents: {
    deepIn: "data",
    path: "/api/v1/events",
    bad: some({
      ...{
        specversion: maybe("1.0"),
        id: maybe("1"),
        source: maybe("s"),
        type: maybe("docs_read", "call"),
        time: value,
      },
      ...{ subject: value, data_base64: value, datacontenttype: value },
      data: some({
        method: maybe("GET"),
        status: maybe(200, "200"),
        route: maybe("/x"),
        keyId: value,
        metadata: value,
      }),
    }),
    good: (id) => ({
      ...{ specversion: "1.0", id, source: "fuzz", type: "call", subject: key.id },
      data: { method: "GET", status: 200, route: "/ce" },
    }),
    body: (batch) => batch,
    headers: () => ({ ...service(), "content-type": "application/cloudevents-batch+json" }),
    arrived: "SELECT id FROM usage_events WHERE source = 'fuzz' AND route = '/ce'",
  },
};

/** 48 MB in 48 KB, and 5 MB as they are: more than any door reads. */
const bomb = gzipSync(`[${'"x",'.repeat(12_000_000)}0]`);
const heap = `["${"x".repeat(5 * 1024 * 1024)}"]`;

const call = { method: "GET", status: 200, route: "/deep" };

describe.each(Object.entries(dialects))("%s", (_name, dialect) => {
  it("takes the good one out of any company, packed or not", async () => {
    const sent: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(dialect.bad, { maxLength: 5 }), fc.boolean(), async (bad, packed) => {
        const id = messageId();
        const body = toText(dialect.body([...bad, dialect.good(id)]));
        const headers = { ...dialect.headers(), ...(packed ? { "content-encoding": "gzip" } : {}) };
        const answer = await collector.post(dialect.path, packed ? gzipSync(body) : body, headers);
        expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
        sent.push(id);
      }),
      { numRuns: 50 },
    );
    const stored = await collector.rows<{ id: string }>(dialect.arrived);
    expect(stored.map(({ id }) => id).sort()).toEqual([...sent].sort());
    expect(collector.under.edge.drain.status().fault).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("is not brought down by what is nested in its metadata", async () => {
    const id = messageId();
    const nested = {
      ...(dialect.good(messageId()) as object),
      [dialect.deepIn]: { ...call, metadata: { a: "@deep@" } },
    };
    const answer = await collector.post(
      dialect.path,
      toText(dialect.body([nested, dialect.good(id)])),
      dialect.headers(),
    );
    expect(answer.status).toBeLessThan(300);
    expect((await collector.rows<{ id: string }>(dialect.arrived)).map((row) => row.id)).toContain(id);
  });

  it("takes the good one beside one whose text is no UTF-8", async () => {
    const id = messageId();
    const neighbour = { ...(dialect.good(messageId()) as object), [dialect.deepIn]: { path: "/@byte@" } };
    const [before, after] = toText(dialect.body([neighbour, dialect.good(id)])).split("@byte@");
    const body = Buffer.concat([
      Buffer.from(before as string),
      Buffer.from([0xff, 0xc3]),
      Buffer.from(after as string),
    ]);
    expect((await collector.post(dialect.path, body, dialect.headers())).status).toBeLessThan(300);
    expect((await collector.rows<{ id: string }>(dialect.arrived)).map((row) => row.id)).toContain(id);
  });

  it("refuses what is no body, in so many words", async () => {
    const good = JSON.stringify(dialect.body([dialect.good(messageId())]));
    const gzip = { "content-encoding": "gzip" };
    const cases: [string | Buffer, Record<string, string>, number[]][] = [
      ["", {}, [400]],
      ["{", {}, [400]],
      ["null", {}, [400]],
      ["7", {}, [400]],
      [Buffer.from([0x5b, 0xff, 0x5d]), {}, [400]],
      ["\0", {}, [400]],
      [gzipSync(good).subarray(0, 20), gzip, [400]],
      [good, gzip, [400]],
      [good, { "content-encoding": "br" }, [415]],
      [good, { "content-encoding": "gzip, gzip" }, [415]],
      [bomb, gzip, [413]],
      [heap, {}, [413]],
      [`[${"0,".repeat(6_000)}0]`, {}, [400, 413]],
      ["[".repeat(200_000), {}, [400]],
    ];
    for (const [body, headers, statuses] of cases) {
      const answer = await collector.post(dialect.path, body, { ...dialect.headers(), ...headers });
      expect(statuses, `${String(body).slice(0, 30)} ${JSON.stringify(headers)}`).toContain(answer.status);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  it("answers a browser's question before, and asks for credentials", async () => {
    const address = `${collector.under.url}${dialect.path}`;
    const asked = await fetch(address, { method: "OPTIONS", headers: { "access-control-request-method": "POST" } });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-origin")).toBe("*");
    expect(asked.headers.get("access-control-allow-headers")).toBe("authorization, *");
    const body = dialect.path === "/batch/" ? '{"api_key":"wk_nobodys","batch":[]}' : "[]";
    const refused = await fetch(address, { method: "POST", body, headers: { "content-type": "application/json" } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("does not stumble over content types and doubled headers", async () => {
    const { hostname, port } = new URL(collector.under.url);
    const send = (headers: Record<string, string | string[]>) =>
      new Promise<number>((resolve, reject) => {
        const options = { hostname, port, path: dialect.path, method: "POST", headers, agent: false };
        const asking = request(options, (response) => {
          response.resume().on("end", () => resolve(response.statusCode ?? 0));
        });
        asking.on("error", reject);
        asking.end(JSON.stringify(dialect.body([dialect.good(messageId())])));
      });
    const mine = Object.fromEntries(Object.entries(dialect.headers()).filter(([, text]) => text !== ""));
    const names = [
      ...new Set([...Object.keys(mine), "content-type", "accept", "user-agent", "cookie", "origin", "ce-id"]),
    ];
    for (const name of names) {
      const doubled = mine[name] ?? "text/plain";
      expect(await send({ ...mine, [name]: [doubled, doubled] })).toBeLessThan(500);
    }
    for (const type of ["text/plain", "application/xml", "multipart/form-data", "json", "/", "\u00e4"])
      expect(await send({ ...mine, "content-type": type })).toBeLessThan(500);
  });
});

describe("posthog, as posthog-js has sent it over the years", () => {
  const event = (uuid: string) => ({
    ...{ event: "docs_read", uuid, timestamp: time() },
    properties: { token: writeKey, distinct_id: "forms", path: "/forms" },
  });
  const base64 = (text: string | Buffer) => Buffer.from(text as string).toString("base64");
  const form = (data: string) => `data=${encodeURIComponent(data)}`;
  const asForm = { "content-type": "application/x-www-form-urlencoded" };
  const asText = { "content-type": "text/plain" };
  const forms: [string, string, (json: string) => string | Buffer, Record<string, string>][] = [
    ["JSON", "/e/", (json) => json, {}],
    ["a list", "/i/v0/e/?ver=1.430.0&_=1", (json) => `[${json}]`, {}],
    ["packed by the page", "/e/?compression=gzip-js", (json) => gzipSync(json), asText],
    ["packed and not said so", "/i/v0/e", (json) => gzipSync(`[${json}]`), asText],
    ["a form in base64", "/e/?compression=base64", (json) => form(base64(json)), asForm],
    ["a form whose + became spaces", "/e/", (json) => `data=${base64(json)}`, asForm],
    ["a form of plain JSON", "/capture/", (json) => form(json), asForm],
    ["a form of packed bytes", "/e/?compression=gzip-js", (json) => form(base64(gzipSync(json))), asForm],
    ["a form that does not say so", "/e", (json) => form(base64(json)), asText],
  ];
  it("reads every form", async () => {
    const sent: string[] = [];
    for (const [name, path, encode, headers] of forms) {
      const id = messageId();
      sent.push(`${id} docs_read forms`);
      const answer = await collector.post(path, encode(JSON.stringify(event(id))), { ...browser(), ...headers });
      expect(answer, name).toMatchObject({ status: 200, body: { status: "Ok" } });
    }
    const stored = await collector.rows(
      "SELECT concat(event_id, ' ', name, ' ', person_id) AS one FROM events WHERE path = '/forms' AND name = 'docs_read'",
    );
    expect(stored.map(({ one }) => one).sort()).toEqual(sent.sort());
  });

  it("keeps nothing of what the library says of itself", async () => {
    const batch = ["$autocapture", "$pageleave", "$web_vitals"].map((name) => ({
      event: name,
      distinct_id: "signals",
    }));
    expect((await collector.post("/batch", { api_key: writeKey, batch })).status).toBe(200);
    expect(await collector.rows("SELECT name FROM quarantine WHERE payload LIKE '%signals%'")).toEqual([]);
  });

  it("asks for settings and flags, and there are none", async () => {
    const get = async (path: string, init: RequestInit = {}) => fetch(`${collector.under.url}${path}`, init);
    const config = await get(`/array/${writeKey}/config`);
    expect(await config.json()).toMatchObject({ token: writeKey, hasFeatureFlags: false, sessionRecording: false });
    expect((await get(`/array/${writeKey}/config.js`)).headers.get("content-type")).toMatch(/^text\/javascript/);
    expect((await get('/array/"/config.js')).status).toBe(404);
    for (const path of ["/flags/?v=2", "/decide/?v=3"]) {
      const answer = await get(path, { method: "POST", body: "{}" });
      expect(await answer.json()).toMatchObject({ flags: {}, featureFlags: {}, errorsWhileComputingFlags: false });
    }
  });
});
