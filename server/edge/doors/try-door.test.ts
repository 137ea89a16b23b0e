import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { dayMs, hourMs, shiftClock } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { demoAppId, demoCompanyId, demoWorldId } from "@/lib/base/demo-readers";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { listCompanies } from "@/lib/identity/list-companies";
import { signInLocally } from "@/lib/identity/sign-in-locally";
import { createApp } from "@/lib/keys/create-app";
import { ensureDemoKey } from "@/lib/keys/ensure-demo-key";
import { type AppOwner, type NewKey, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { pruneDemoWorlds } from "@/lib/sandbox/prune-demo-worlds";
import { listRequests } from "@/lib/usage/list-requests";
import { type EdgeUnderTest, type Pages, startEdge, startPages } from "../testing/edge-with-web";
import type { TryAnswer, TryFailure } from "./send-try-call";

useStores();

const standing = structuredClone({ api: portal.api, tryIt: portal.tryIt });
let edge: EdgeUnderTest;
let staging: Pages;
let folder: string;
let owner: AppOwner;
let key: NewKey;
let cookie: string;
type Seen = { method: string; url: string; headers: Record<string, unknown>; body: string };
let seen: Seen[] = [];

/** A server of the document's: what it does is in the id that is asked for. */
const answerAs: Record<
  string,
  (url: string) => { status?: number; headers?: Record<string, string>; body?: string | Buffer }
> = {
  inside: () => ({ status: 302, headers: { location: "/v1/shipments/echo" } }),
  beside: () => ({ status: 302, headers: { location: "/internal/metrics" } }),
  climb: () => ({ status: 302, headers: { location: "/v1/../internal" } }),
  outside: () => ({ status: 302, headers: { location: "http://169.254.169.254/latest/meta-data" } }),
  round: () => ({ status: 302, headers: { location: "/v1/shipments/round" } }),
  big: () => ({ headers: { "content-type": "application/json" }, body: "x".repeat(5_000) }),
  bomb: () => ({ headers: { "content-encoding": "gzip" }, body: gzipSync(Buffer.alloc(3_000_000)) }),
  cookie: () => ({ headers: { "set-cookie": "a=b", connection: "close", "x-kept": "yes" }, body: "{}" }),
  picture: () => ({ headers: { "content-type": "image/png" }, body: Buffer.from([0x89, 0x50, 0xff]) }),
};

beforeAll(async () => {
  staging = await startPages((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const url = request.url ?? "";
      const body = Buffer.concat(chunks).toString();
      seen.push({ method: request.method ?? "", url, headers: request.headers, body });
      if (url.includes("/never")) return;
      const { status = 200, headers = {}, body: text } = answerAs[url.split("/").at(-1) ?? ""]?.(url) ?? {};
      response.writeHead(status, headers).end(text ?? JSON.stringify({ headers: request.headers, body }));
    });
  });
  folder = await mkdtemp(path.join(os.tmpdir(), "waymark-try-"));
  const document = path.join(folder, "openapi.yaml");
  const text = await readFile(standing.api.document, "utf8");
  const upload = `
  /uploads:
    post:
      operationId: upload
      parameters: [{ name: region, in: cookie, schema: { type: string } }]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: { type: object, required: [file], properties: { title: { type: string }, file: { type: string, format: binary } } }
      responses: { "200": { description: Fine } }`;
  await writeFile(
    document,
    text
      .replace("\npaths:\n", `\npaths:${upload}\n`)
      .replace("\nsecurity:\n", `\n  - url: ${staging.url}/v1\n    description: Staging\nsecurity:\n`),
  );
  portal.api = { ...standing.api, document };
  portal.tryIt = { ...standing.tryIt, allowPrivate: true, maxAnswerBytes: 2_000 };
  edge = await startEdge();
  const login = await signInLocally(postgres(), env(), { as: "developer" });
  const { companyId } = await postgres().membership.findFirstOrThrow({ where: { personId: login.personId } });
  const app = await createApp(postgres(), { personId: login.personId, companyId }, { name: "Depot", description: "" });
  owner = { personId: login.personId, companyId, appId: app.id };
  key = await newKey(owner, { name: "Laptop" });
  cookie = `next-auth.session-token=${login.token}`;
});
afterAll(async () => {
  Object.assign(portal, standing);
  await Promise.all([edge?.close(), staging?.close()]);
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  seen = [];
  shiftClock(0);
  portal.tryIt = { ...portal.tryIt, allowPrivate: true, enabled: true, demo: standing.tryIt.demo };
});

type Result = {
  status: number;
  answer: TryAnswer;
  failure: TryFailure;
  errors: { pointer: string; detail: string }[];
  text: string;
};

async function attempt(
  body: { operation: string; key?: string; values?: Record<string, unknown> },
  headers: Record<string, string> = { cookie },
): Promise<Result> {
  const response = await fetch(`${edge.url}/api/try`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: edge.url, ...headers },
    body: JSON.stringify({ key: key.id, ...body, values: { server: "/sandbox", ...body.values } }),
  });
  const text = await response.text();
  expect(response.headers.get("cache-control")).toMatch(/no-store/);
  return { ...(JSON.parse(text) as Result), status: response.status, text };
}
const readAs = (id: string, more = {}) =>
  attempt({ operation: "getShipment", values: { server: `${staging.url}/v1`, path: { shipmentId: id } }, ...more });

const address = { name: "Mill Books", street1: "Havenlaan 12", city: "Gent", postalCode: "9000", country: "BE" };
const shipment = JSON.stringify({ from: address, to: address, parcels: [{ weightGrams: 850 }] });

describe("Try it with one's own key", () => {
  it("calls the sandbox in the app's own world; the key is attached here and never in what comes back", async () => {
    const made = await attempt({ operation: "createShipment", values: { body: shipment } });
    expect(made.answer).toMatchObject({
      status: 201,
      cut: false,
      redirects: 0,
      url: `${env().publicUrl}/sandbox/shipments`,
    });
    expect(made.text).not.toContain(key.secret);
    const { id } = JSON.parse(made.answer.body ?? "") as { id: string };
    expect(await postgres().sandboxResource.count({ where: { appId: owner.appId, resourceId: id } })).toBe(1);
    const read = await attempt({ operation: "getShipment", values: { path: { shipmentId: id } } });
    expect(JSON.parse(read.answer.body ?? "")).toMatchObject({ id });
    // A call of the API like any other: it stands in the request log, under the name of who made it.
    await expect
      .poll(
        async () =>
          (await listRequests({ companyId: owner.companyId })).data.map(({ sdk, status }) => `${sdk} ${status}`),
        {
          timeout: 15_000,
        },
      )
      .toEqual(expect.arrayContaining(["Waymark-Try-It 201", "Waymark-Try-It 200"]));
    expect(JSON.stringify(await postgres().requestDetail.findMany())).not.toMatch(/x-waymark-try/);
  });

  it("takes the key out of an answer that says back what it was sent", async () => {
    const { answer, text } = await readAs("echo");
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${key.secret}`);
    expect(answer.body).toContain("Bearer YOUR_SANDBOX_KEY");
    expect(text).not.toContain(key.secret);
  });

  it("passes on neither the reader's cookies nor where they are", async () => {
    await readAs("echo");
    const { headers } = seen[0] as Seen;
    expect(Object.keys(headers).filter((name) => /cookie|forwarded|waymark|origin|referer|^x-/.test(name))).toEqual([]);
    expect(headers["user-agent"]).toBe("Waymark-Try-It/1");
  });

  it("is refused with another company's key, a live key, a revoked one, and signed out", async () => {
    const foreign = await newKey(await newAppOwner());
    const live = await newKey(owner, { environment: "live" });
    for (const id of [foreign.id, live.id, "key_nothing", key.secret]) {
      const refused = await attempt({ operation: "listCarriers", key: id });
      expect(refused).toMatchObject({ status: 400, errors: [{ pointer: "/key" }] });
    }
    expect((await attempt({ operation: "listCarriers" }, {})).status).toBe(401);
    expect(seen).toEqual([]);
  });

  it("counts against the key's own addresses as the reader's, not the portal's", async () => {
    const elsewhere = await newKey(owner, { allowedCidrs: ["203.0.113.0/24"] });
    const here = await newKey(owner, { allowedCidrs: ["127.0.0.0/8"] });
    expect((await attempt({ operation: "listCarriers", key: elsewhere.id })).answer.status).toBe(403);
    expect((await attempt({ operation: "listCarriers", key: here.id })).answer.status).toBe(200);
  });

  it("tells what the reader may try with, and no secret", async () => {
    const response = await fetch(`${edge.url}/api/try`, { headers: { cookie } });
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ signedIn: true, demo: { perReader: 20, minutes: 10 } });
    expect((JSON.parse(text) as { keys: object[] }).keys).toContainEqual({
      id: key.id,
      name: "Laptop",
      app: "Depot",
      start: key.start,
    });
    expect(text).not.toContain(key.secret);
    expect(await (await fetch(`${edge.url}/api/try`)).json()).toMatchObject({ signedIn: false, keys: [], reader: "" });
  });
});

describe("the door", () => {
  it.each<[Record<string, string>, string]>([
    [{}, "no origin"],
    [{ origin: "https://evil.example" }, "another site"],
    [{ origin: "OWN", "sec-fetch-site": "cross-site" }, "another site's frame"],
  ])("is closed to %j: %s", async (headers) => {
    const own = headers.origin === "OWN" ? { ...headers, origin: edge.url } : headers;
    const response = await fetch(`${edge.url}/api/try`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie, ...own },
      body: JSON.stringify({ operation: "listCarriers", key: key.id, values: { server: "/sandbox" } }),
    });
    expect(response.status).toBe(403);
  });

  it("takes JSON only, which no form of another page can send", async () => {
    const init = { method: "POST", headers: { origin: edge.url, cookie, "content-type": "text/plain" }, body: "{}" };
    expect((await fetch(`${edge.url}/api/try`, init)).status).toBe(415);
  });

  it("sends what the document names, and nothing else", async () => {
    const pointers = async (operation: string, values: Record<string, unknown>) =>
      (await attempt({ operation, values })).errors.map(({ pointer }) => pointer);
    expect((await attempt({ operation: "nothing" })).status).toBe(404);
    expect(await pointers("listCarriers", { server: "https://evil.example" })).toEqual(["/server"]);
    expect(await pointers("listCarriers", { server: `${staging.url}/v1/` })).toEqual(["/server"]);
    // The live API takes no sandbox key: it is offered only where the config says so.
    expect(await pointers("listCarriers", { server: portal.api.baseUrl })).toEqual(["/server"]);
    for (const id of ["..", "."])
      expect(await pointers("getShipment", { path: { shipmentId: id } })).toEqual(["/path/shipmentId"]);
    expect(
      await pointers("getShipment", { query: { a: "b" }, headers: { Host: "x", "X-Forwarded-For": "1.1.1.1" } }),
    ).toEqual(["/query/a", "/headers/Host", "/headers/X-Forwarded-For", "/path/shipmentId"]);
    expect(await pointers("createShipment", { body: "{\n  oops", headers: { "Idempotency-Key": "a\nb" } })).toEqual([
      "/headers/Idempotency-Key",
      "/body",
    ]);
    expect(await pointers("getShipment", { path: { shipmentId: "shp_1" }, body: "{}" })).toEqual(["/body"]);
    expect(seen).toEqual([]);
    await readAs("a/../../b?c#d");
    expect(seen[0]?.url).toBe("/v1/shipments/a%2F..%2F..%2Fb%3Fc%23d");
  });

  it("follows redirects below its server, and none that leaves it", async () => {
    expect((await readAs("inside")).answer).toMatchObject({
      status: 200,
      redirects: 1,
      url: `${staging.url}/v1/shipments/echo`,
    });
    for (const id of ["beside", "climb", "outside"]) {
      expect((await readAs(id)).failure).toMatchObject({ fault: "left_the_servers" });
    }
    expect((await readAs("round")).failure).toMatchObject({ fault: "too_many_redirects" });
    expect(seen.map(({ url }) => url).filter((url) => !url.startsWith("/v1/"))).toEqual([]);
  });

  it("sends forms with files and the form's own cookies, and no more bytes than the portal allows", async () => {
    const send = (file: object, more: object = {}) =>
      attempt({
        operation: "upload",
        values: { server: `${staging.url}/v1`, form: { title: "Böx" }, files: { file: [file] }, ...more },
      });
    const picture = Buffer.from([0x89, 0x50, 0x00, 0xff]);
    const file = { name: "a b.png", type: "image/png", data: picture.toString("base64") };
    expect((await send(file, { cookies: { region: "eu" } })).answer.status).toBe(200);
    const { headers, body } = seen[0] as Seen;
    expect(headers.cookie).toBe("region=eu");
    expect(headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toContain('name="title"\r\n\r\nBöx\r\n');
    expect(body).toContain('filename="a b.png"\r\nContent-Type: image/png\r\n\r\n');
    expect(Number(headers["content-length"])).toBe(Buffer.byteLength(body.replace(/\ufffd/g, "")) + 2);
    seen = [];
    const large = { ...file, data: Buffer.alloc(1_000_001).toString("base64") };
    expect((await send(large)).errors).toEqual([
      { pointer: "/form/file", detail: "is too large: files may have 1 MB together" },
    ]);
    expect((await send({ name: "a.png" })).errors.map(({ pointer }) => pointer)).toEqual(["/form/file"]);
    expect((await send({ ...large, data: "A".repeat(3_000_000) })).status).toBe(413);
    expect(seen).toEqual([]);
  });

  it("refuses a private network unless the operator allows the document's servers there; the sandbox always answers", async () => {
    portal.tryIt = { ...portal.tryIt, allowPrivate: false };
    expect(await readAs("echo")).toMatchObject({ status: 400, errors: [{ pointer: "/server" }] });
    expect(seen).toEqual([]);
    expect((await attempt({ operation: "listCarriers" })).answer.status).toBe(200);
  });

  it("waits and reads only so much, keeps no cookies, and shows no bytes as text", async () => {
    portal.tryIt = { ...portal.tryIt, timeoutMs: 200 };
    expect((await readAs("never")).failure).toMatchObject({ fault: "timeout" });
    portal.tryIt = { ...portal.tryIt, timeoutMs: standing.tryIt.timeoutMs };
    expect((await readAs("big")).answer).toMatchObject({ bytes: 2_000, cut: true });
    expect((await readAs("bomb")).answer).toMatchObject({ bytes: 2_000, cut: true });
    const { headers } = (await readAs("cookie")).answer;
    expect(headers.map(([name]) => name)).toEqual(expect.arrayContaining(["x-kept"]));
    expect(headers.map(([name]) => name)).not.toContain("set-cookie");
    expect((await readAs("picture")).answer).toMatchObject({ body: null, bytes: 3 });
  });

  it("can be switched off", async () => {
    portal.tryIt = { ...portal.tryIt, enabled: false };
    expect((await fetch(`${edge.url}/api/try`)).status).toBe(404);
    expect((await attempt({ operation: "listCarriers" })).status).toBe(404);
  });
});

describe("the shared key", () => {
  const visitor = (letter: string) => ({ cookie: `wm_vid=vis_${letter.repeat(26)}` });
  const demo = (operation: string, values: Record<string, unknown>, headers: Record<string, string>) =>
    attempt({ operation, key: "demo", values }, headers);

  it("gives each reader a world of their own, counts as nobody's usage, and is in no list of companies", async () => {
    const made = await demo("createShipment", { body: shipment }, visitor("a"));
    expect(made.answer.status).toBe(201);
    const { id } = JSON.parse(made.answer.body ?? "") as { id: string };
    const read = (letter: string) => demo("getShipment", { path: { shipmentId: id } }, visitor(letter));
    expect((await read("a")).answer.status).toBe(200);
    expect((await read("b")).answer.status).toBe(404);
    expect(await postgres().requestDetail.count({ where: { appId: demoAppId } })).toBe(0);
    expect((await listCompanies(postgres())).data.map((company) => company.id)).not.toContain(demoCompanyId);
    expect(await pruneDemoWorlds(postgres())).toBe(0);
    shiftClock(2 * dayMs);
    expect(await pruneDemoWorlds(postgres())).toBeGreaterThan(0);
    expect(await postgres().sandboxResource.count({ where: { appId: { startsWith: demoWorldId("") } } })).toBe(0);
  });

  it("opens nothing by itself, makes no webhook endpoints and empties no world", async () => {
    const { secret } = await ensureDemoKey(postgres());
    const headers = { authorization: `Bearer ${secret}` };
    expect((await fetch(`${edge.url}/sandbox/carriers`, { headers })).status).toBe(401);
    const forged = { ...headers, "x-waymark-try": "127.0.0.1|me|AAAA" };
    expect((await fetch(`${edge.url}/sandbox/carriers`, { headers: forged })).status).toBe(401);
    expect((await fetch(`${edge.url}/sandbox/_sandbox/reset`, { method: "POST", headers })).status).toBe(401);
    const hook = JSON.stringify({ url: "https://example.com/hook", events: ["shipment.delivered"] });
    const made = await demo("createWebhookEndpoint", { body: hook }, visitor("c"));
    expect(made.answer.status).toBe(403);
    expect(await postgres().sandboxEndpoint.count()).toBe(0);
  });

  it("is limited per reader, per network and in all", async () => {
    portal.tryIt = { ...portal.tryIt, demo: { ...standing.tryIt.demo, perReader: 2, inAll: 600 } };
    const carriers = (letter: string) => demo("listCarriers", {}, visitor(letter));
    const statuses = async (letters: string[]) => {
      const list: number[] = [];
      for (const letter of letters) list.push((await carriers(letter)).status);
      return list;
    };
    shiftClock(3 * hourMs);
    expect(await statuses(["d", "d", "d", "e", "e", "f", "f", "g"])).toEqual([200, 200, 429, 200, 200, 200, 200, 429]);
    shiftClock(6 * hourMs);
    portal.tryIt = { ...portal.tryIt, demo: { ...standing.tryIt.demo, inAll: 1 } };
    expect(await statuses(["h", "i"])).toEqual([200, 429]);
    portal.tryIt = { ...portal.tryIt, demo: { ...standing.tryIt.demo, enabled: false } };
    expect(await carriers("j")).toMatchObject({ status: 400, errors: [{ pointer: "/key" }] });
  });

  it("is one key for all who ask at once, and another one after a day", async () => {
    const [one, other] = await Promise.all([ensureDemoKey(postgres()), ensureDemoKey(postgres())]);
    expect(one.keyId).toBe(other.keyId);
    shiftClock(25 * hourMs);
    const next = await ensureDemoKey(postgres());
    expect(next.keyId).not.toBe(one.keyId);
    const old = await postgres().apiKey.findUniqueOrThrow({ where: { id: one.keyId } });
    expect(old.expiresAt).not.toBeNull();
  });
});
