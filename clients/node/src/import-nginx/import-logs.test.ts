import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakePortal } from "../testing/fake-portal.js";
import { importLogs } from "./import-logs.js";
import { readLine } from "./read-line.js";
import { matchRoutes } from "./read-routes.js";

let fake: FakePortal;
let folder: string;
let log: string;
let problems: string[];

beforeEach(async () => {
  fake = await new FakePortal().start();
  folder = await mkdtemp(path.join(os.tmpdir(), "waymark-nginx-"));
  log = path.join(folder, "access.log");
  problems = [];
});
afterEach(async () => {
  await fake.stop();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;
/** A line as the log format of the docs writes it. */
const line = (fields: object = {}) =>
  `${JSON.stringify({
    ...{ msec: "1795256130.250", id: `req${count++}`, keyId: "key_1", method: "GET", path: "/shipments/123" },
    ...{ status: "200", seconds: "0.125", requestBytes: "310", responseBytes: "1200", userAgent: "acme/1.0" },
    ...fields,
  })}\n`;

const run = () =>
  importLogs({
    ...{ url: fake.url, token: "svc_test", files: [log], source: "nginx", state: `${log}.state` },
    onProblem: (where, why) => problems.push(`${path.basename(where)} ${why}`),
  });
const ids = () => fake.records.map(({ id }) => id);

describe("an access log", () => {
  it("becomes usage records: the time the call began, milliseconds, and a route without ids", async () => {
    writeFileSync(log, line({ id: "abc" }));
    expect(await run()).toEqual({ lines: 1, accepted: 1, duplicates: 0, withoutKey: 0, bad: 0, rejected: 0 });
    expect(fake.records).toEqual([
      {
        ...{ id: "abc", source: "nginx", time: "2026-11-21T10:15:30.125Z", keyId: "key_1", method: "GET" },
        ...{ route: "/shipments/{id}", status: 200, latencyMs: 125, requestBytes: 310, responseBytes: 1200 },
        ...{ sdk: "acme", sdkVersion: "1.0" },
      },
    ]);
  });

  it("is read on from where it was left, whole lines only", async () => {
    writeFileSync(log, line({ id: "a" }) + line({ id: "b" }).slice(0, 40));
    await run();
    expect(ids()).toEqual(["a"]);
    writeFileSync(log, "");
    const [first, second, third] = [line({ id: "a" }), line({ id: "b" }), line({ id: "c" })];
    writeFileSync(log, first + second.slice(0, 40));
    appendFileSync(log, second.slice(40) + third);
    await run();
    expect(ids()).toEqual(["a", "b", "c"]);
    expect(await run()).toMatchObject({ lines: 0 });
  });

  it("that was rotated in between is finished first, then the new one", async () => {
    writeFileSync(log, line({ id: "a" }));
    await run();
    appendFileSync(log, line({ id: "b" }));
    renameSync(log, `${log}.1`);
    writeFileSync(log, line({ id: "c" }));
    await run();
    renameSync(`${log}.1`, `${log}.2`);
    renameSync(log, `${log}.1`);
    writeFileSync(log, "");
    await run();
    expect(ids()).toEqual(["a", "b", "c"]);
  });

  it("that was emptied in place starts again", async () => {
    writeFileSync(log, line({ id: "a" }) + line({ id: "b" }));
    await run();
    copyFileSync(log, `${folder}/kept-elsewhere`);
    truncateSync(log);
    appendFileSync(log, line({ id: "c" }));
    await run();
    expect(ids()).toEqual(["a", "b", "c"]);
  });

  it("names bad lines by their number and goes on, and leaves out calls without a key", async () => {
    writeFileSync(
      log,
      line({ id: "a" }) +
        "not json\n" +
        line({ status: "000" }) +
        line({ keyId: "" }) +
        line({ msec: "soon" }) +
        line({ path: "*" }) +
        line({ id: "z" }),
    );
    expect(await run()).toMatchObject({ lines: 7, accepted: 2, withoutKey: 1, bad: 4 });
    expect(problems).toEqual([
      "access.log:2 is not JSON",
      "access.log:3 has no status from 100 to 599",
      "access.log:5 has no time in msec",
      "access.log:6 has no path",
    ]);
  });

  it("says which line the portal refused, and why", async () => {
    writeFileSync(log, line({ keyId: "" }) + line() + line());
    fake.onUsage = () => ({
      status: 200,
      body: {
        accepted: 1,
        duplicates: 0,
        rejected: [{ index: 1, errors: [{ pointer: "/keyId", detail: "is not a known key" }] }],
      },
    });
    expect(await run()).toMatchObject({ accepted: 1, rejected: 1 });
    expect(problems).toEqual(["access.log:3 /keyId is not a known key"]);
  });

  it("is not lost to a portal that is away: nothing is noted until it was acknowledged", async () => {
    writeFileSync(log, line({ id: "a" }));
    fake.onUsage = () => ({ status: 401 });
    await expect(run()).rejects.toThrow("the portal takes no usage: status 401");
    let refusals = 2;
    fake.onUsage = (records) =>
      refusals-- > 0
        ? { status: 503 }
        : { status: 200, body: { accepted: records.length, duplicates: 0, rejected: [] } };
    expect(await run()).toMatchObject({ accepted: 1 });
  });

  it("gives a line without a request id the same id each time it is read, and equal lines different ones", async () => {
    const same = line({ id: "" });
    writeFileSync(log, same + same);
    await run();
    rmSync(`${log}.state`);
    await run();
    const [a, b, ...again] = ids();
    expect(again).toEqual([a, b]);
    expect(a).not.toBe(b);
  });

  it("that is not there is said", async () => {
    await expect(run()).rejects.toThrow("access.log: there is no such log");
  });
});

describe("routes of a file", () => {
  const routes = matchRoutes([
    { method: "GET", template: "/shipments/{id}" },
    { method: "GET", template: "/shipments/search" },
    { method: "*", template: "/rates" },
  ]);
  it.each([
    ["GET", "/shipments/search", "/shipments/search"],
    ["GET", "/shipments/x", "/shipments/{id}"],
    ["POST", "/shipments/x", undefined],
    ["GET", "/shipments/", undefined],
    ["PUT", "/rates", "/rates"],
  ])("%s %s is %s", (method, path, template) => expect(routes(method, path)).toBe(template));

  it("come before a guess", () => {
    const place = { inode: "1", offset: 0 };
    const read = readLine(line({ path: "/shipments/abc" }), place, { source: "nginx", routes });
    expect(read).toMatchObject({ record: { route: "/shipments/{id}" } });
  });
});
