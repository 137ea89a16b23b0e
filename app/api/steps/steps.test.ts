import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { GET as streamCalls } from "@/app/(console)/console/requests/stream/route";
import { CallHub } from "@/app/api/console/call-hub";
import { readReplay } from "@/app/api/try/replay/read-replay";
import type { StepsView } from "@/components/docs/steps-view";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { getAuthSession } from "@/lib/identity/get-auth-session";
import { signInLocally } from "@/lib/identity/sign-in-locally";
import { createApp } from "@/lib/keys/create-app";
import { buildUsageRow, type UsageCall } from "@/lib/usage/build-usage-row";
import type { RecentCall } from "@/lib/usage/list-recent-calls";
import { GET } from "./route";
import { GET as streamSteps } from "./stream/route";

type Person = { id: string; companyId: string };
const who = vi.hoisted(() => ({ person: null as Person | null }));
vi.mock("@/lib/access/current-person", () => ({ currentPerson: async () => who.person }));

useStores();
let person: Person;
let apps: string[];
let count = 0;

beforeAll(async () => {
  const { token } = await signInLocally(postgres(), env(), { as: "developer" });
  person = (await getAuthSession(postgres(), token))?.person as Person;
  const owner = { companyId: person.companyId, personId: person.id };
  apps = [];
  for (const name of ["Old", "New"]) apps.push((await createApp(postgres(), owner, { name, description: "" })).id);
});
afterEach(() => {
  who.person = null;
});

/** A call as the ledger has it a moment after it was answered. */
async function call(more: Partial<UsageCall> & { appId?: string; personId?: string; environment?: "live" } = {}) {
  const { appId = apps[0] as string, personId = person.id, environment = "sandbox" as const, ...rest } = more;
  const key = { keyId: "key_1", appId, companyId: person.companyId, personId, environment };
  const at = new Date();
  const row = buildUsageRow(key, {
    ...{ source: "test", id: `c${count++}`, origin: "sandbox", occurredAt: at, receivedAt: at },
    ...{ method: "POST", route: "/shipments", status: 201, latencyMs: 5, ...rest },
  });
  await clickhouse().insert({ table: "usage_events", values: [row], format: "JSONEachRow" });
}

const address = (verify: string[], path = "") =>
  `http://portal.example/api/steps${path}?${new URLSearchParams(verify.map((one) => ["verify", one]))}`;
const ask = async (...verify: string[]) => (await GET(new Request(address(verify)))).json() as Promise<StepsView>;
const doneOf = (view: StepsView) => (view.signedIn ? view.done.map(({ verify, appId }) => [verify, appId]) : null);

/** Reads a stream as a browser would, until left. */
async function read(response: Response) {
  const messages: { event: string; data: unknown }[] = [];
  const reading = (async () => {
    let text = "";
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString("utf8");
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text.slice(0, end))?.[1];
        if (field("event"))
          messages.push({ event: field("event") as string, data: JSON.parse(field("data") ?? "null") });
        text = text.slice(end + 2);
      }
    }
  })();
  return { messages, reading };
}

describe("steps of the docs", () => {
  it("tell nothing to who is not signed in", async () => {
    expect(await ask("POST /shipments 201")).toEqual({ signedIn: false });
    expect((await streamSteps(new Request(address(["POST /shipments 201"], "/stream")))).status).toBe(401);
  });

  it("are done by one's own calls, by app, and by nobody else's", async () => {
    who.person = person;
    await call({ status: 400 });
    await call({ personId: "per_colleague" });
    await call({ method: "GET" });
    expect(doneOf(await ask("POST /shipments 201", "nonsense"))).toEqual([]);
    await call({ appId: apps[1] });
    await call({ environment: "live", route: "/pickups" });
    const view = await ask(
      "POST /shipments 201",
      "POST /shipments 4xx",
      "POST /pickups 2xx live",
      "POST /pickups 201 sandbox",
    );
    expect(doneOf(view)).toEqual([
      ["POST /shipments 201", apps[1]],
      ["POST /shipments 4xx", apps[0]],
      ["POST /pickups 2xx live", apps[0]],
    ]);
    expect(doneOf(await ask("signed_up", "app_created", "key_created"))).toEqual([
      ["signed_up", null],
      ["app_created", apps[1]],
      ["app_created", apps[0]],
    ]);
  });

  it("tick while the page is open, and the log shows the call that did it", async () => {
    who.person = person;
    const leaving = new AbortController();
    const { signal } = leaving;
    const step = "GET /carriers 200";
    const requests = [
      new Request(address([step], "/stream"), { signal }),
      new Request("http://portal.example/console/requests/stream?route=carriers&status=2", { signal }),
    ] as const;
    const [steps, log] = await Promise.all([streamSteps(requests[0]).then(read), streamCalls(requests[1]).then(read)]);
    await expect.poll(() => steps.messages.length).toBe(1);
    expect(doneOf(steps.messages[0]?.data as StepsView)).toEqual([]);
    await call({ method: "GET", route: "/carriers", status: 404 });
    await call({ method: "GET", route: "/carriers", status: 200 });
    await expect.poll(() => steps.messages.length, { timeout: 5_000 }).toBe(2);
    expect(doneOf(steps.messages[1]?.data as StepsView)).toEqual([[step, apps[0]]]);
    await expect.poll(() => log.messages.length, { timeout: 5_000 }).toBe(1);
    expect(log.messages[0]).toMatchObject({ event: "rows", data: [{ route: "/carriers", status: 200 }] });
    leaving.abort();
    await Promise.all([steps.reading, log.reading]);
  });

  it("are watched by one person a few times at once, and again when some have gone", async () => {
    who.person = { ...person, id: "per_many" };
    const leaving = new AbortController();
    const open = (signal?: AbortSignal) => streamSteps(new Request(address(["GET /none 200"], "/stream"), { signal }));
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(leaving.signal)));
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await open()).status).toBe(429);
    who.person = person;
    const other = await open(leaving.signal);
    expect(other.status).toBe(200);
    leaving.abort();
    await Promise.all([...streams, other].map((stream) => stream.text()));
    who.person = { ...person, id: "per_many" };
    const last = new AbortController();
    expect((await open(last.signal)).status).toBe(200);
    last.abort();
  });
});

describe("the hub of calls", () => {
  const recent = (id: string, companyId: string, receivedMs: number) =>
    ({ companyId, personId: "p", receivedMs, request: { source: "s", id } }) as RecentCall;

  it("asks once for everybody, tells each company its own, each call once, and what came during a break", async () => {
    const nowMs = Date.now();
    const told: string[] = [];
    const asked: string[][] = [];
    const ledger: RecentCall[] = [recent("before", "a", nowMs - 30_000)];
    const hub = new CallHub(async (companies, sinceMs) => {
      asked.push([...companies].sort());
      return ledger.filter(({ companyId, receivedMs }) => companies.includes(companyId) && receivedMs >= sinceMs);
    }, 10);
    const watch = (name: string, companyId: string, sinceMs: number) =>
      hub.watch({
        companyId,
        sinceMs,
        onCalls: (calls) => told.push(...calls.map(({ request }) => `${name} ${request.id}`)),
      });
    const stops = [watch("one", "a", nowMs), watch("two", "b", nowMs)];
    await expect.poll(() => asked.length).toBeGreaterThan(1);
    ledger.push(recent("x", "a", Date.now()), recent("y", "b", Date.now()), recent("z", "c", Date.now()));
    await expect.poll(() => told.length).toBe(2);
    stops.push(watch("back", "a", nowMs - 31_000));
    await expect.poll(() => told.length).toBe(4);
    expect(told.sort()).toEqual(["back before", "back x", "one x", "two y"]);
    for (const stop of stops) stop();
    const last = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked.length).toBeLessThanOrEqual(last + 1);
    expect(new Set(asked.map((companies) => companies.join()))).toEqual(new Set(["a,b"]));
  });
});

it("takes a kept call apart for Try it", () => {
  const request = {
    headers: { authorization: "[redacted]", "idempotency-key": "one", "content-type": "application/json" },
    body: { a: 1 },
  };
  const detail = { appId: "app_1", operation: "op", path: "/shipments/shp%201/labels?size=a6&x=1", request };
  expect(readReplay(detail, "/shipments/{shipmentId}/labels")).toEqual({
    operation: "op",
    values: {
      path: { shipmentId: "shp 1" },
      query: { size: "a6", x: "1" },
      headers: { "idempotency-key": "one" },
      body: '{\n  "a": 1\n}',
    },
    appId: "app_1",
  });
});
