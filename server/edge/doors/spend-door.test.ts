import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";

useStores();

const token = `svc_${randomBase62(40)}`;
let edge: EdgeUnderTest;
beforeAll(async () => {
  edge = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
});
afterAll(() => edge?.close());

const ask = (method: string, path: string, body?: unknown, credential = token, headers: Record<string, string> = {}) =>
  fetch(`${edge.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const send = (body: unknown, credential = token) => ask("POST", "/v1/spend", body, credential);
const row = { date: "2026-05-01", source: "google", campaign: "launch", amount: "10.50", currency: "EUR", clicks: 3 };

test("POST /v1/spend stores rows once, whoever may manage, and names row and field of what is wrong", async () => {
  const first = await send({ rows: [row] });
  expect([first.status, await first.json()]).toEqual([
    200,
    { data: { added: 1, changed: 0, unchanged: 0, merged: 0 } },
  ]);
  expect(await (await send({ rows: [row] })).json()).toMatchObject({ data: { added: 0, unchanged: 1 } });
  const wrong = await send({ rows: [row, { ...row, amount: "ten" }] });
  expect(wrong.headers.get("content-type")).toContain("application/problem+json");
  expect(await wrong.json()).toMatchObject({ status: 400, errors: [{ pointer: "/rows/1/amount" }] });
  const { secret } = await createServiceToken(postgres(), { name: "bi", scopes: ["reports:read"] });
  expect([(await send({ rows: [row] }, secret)).status, (await send({ rows: [row] }, "svc_no")).status]).toEqual([
    403, 401,
  ]);
  expect(await postgres().auditEntry.count({ where: { action: "spend.recorded" } })).toBe(2);
});

describe("/v1/notes", () => {
  const launch = { kind: "launch", title: "Version 2", from: "2026-05-04" };
  const write = (fields: object = {}, key?: string) =>
    ask("POST", "/v1/notes", { ...launch, ...fields }, token, key ? { "idempotency-key": key } : {});
  const list = async (query = "") => (await (await ask("GET", `/v1/notes${query}`)).json()).data;

  test("writes a note once, changes it, deletes it, and the audit log keeps its words", async () => {
    const made = await write({ to: "2026-05-06" }, "once");
    const { data } = await made.json();
    expect([made.status, made.headers.get("location")]).toEqual([201, `/v1/notes/${data.id}`]);
    expect(data).toEqual({
      ...{ id: expect.stringMatching(/^nte_/), ...launch, to: "2026-05-06", text: "", link: "" },
      ...{ origin: "api", hidden: false },
    });
    expect((await (await write({ to: "2026-05-06" }, "once")).json()).data.id).toBe(data.id);
    expect((await write({ title: "Other" }, "once")).status).toBe(422);
    const path = `/v1/notes/${data.id}`;
    const changed = await ask("PATCH", path, { from: "2026-05-04T08:00:00+02:00", to: null, link: "/changelog" });
    expect((await changed.json()).data).toMatchObject({
      from: "2026-05-04T06:00:00.000Z",
      to: null,
      link: "/changelog",
    });
    expect((await (await ask("GET", path)).json()).data.title).toBe("Version 2");
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("DELETE", path)).status).toBe(204);
    expect([(await ask("GET", path)).status, (await ask("PATCH", path, {})).status]).toEqual([404, 404]);
    const entries = await postgres().auditEntry.findMany({ where: { subjectId: data.id }, orderBy: { id: "asc" } });
    expect(entries.map((entry) => entry.action)).toEqual(["note.created", "note.changed", "note.deleted"]);
    expect(entries[2]).toMatchObject({ actorKind: "token", before: { title: "Version 2" } });
  });

  test("lists what touches the days asked for, the changelog among it", async () => {
    await write({ title: "long", from: "2026-04-01", to: "2026-04-10" });
    await write({ title: "moment", from: "2026-04-12T23:30:00Z" });
    const titles = async (query: string) => (await list(query)).map((one: { title: string }) => one.title);
    expect(await titles("?from=2026-04-10&to=2026-04-12")).toEqual(["long", "moment"]);
    expect(await titles("?from=2026-04-11&to=2026-04-11")).toEqual([]);
    const [entry] = await list("?from=2026-10-06&to=2026-10-06");
    expect(entry).toMatchObject({ kind: "change", origin: "changelog", from: "2026-10-06" });
    expect((await ask("DELETE", `/v1/notes/${entry.id}`)).status).toBe(409);
    expect((await ask("PATCH", `/v1/notes/${entry.id}`, { title: "x" })).status).toBe(400);
    for (const _ of [1, 2]) await ask("PATCH", `/v1/notes/${entry.id}`, { hidden: true });
    expect(await list("?from=2026-10-06&to=2026-10-06")).toEqual([]);
    expect(await list("?from=2026-10-06&to=2026-10-06&hidden=true")).toMatchObject([{ id: entry.id, hidden: true }]);
    expect(await postgres().auditEntry.count({ where: { action: "note.hidden" } })).toBe(1);
    expect((await ask("PATCH", "/v1/notes/chg_nothing", { hidden: true })).status).toBe(404);
  });

  test.each([
    [{ kind: "party" }, "/kind"],
    [{ title: " " }, "/title"],
    [{ title: "nul\0" }, "/title"],
    [{ from: "soon" }, "/from"],
    [{ from: "2026-02-30" }, "/from"],
    [{ from: "9999-01-01" }, "/from"],
    [{ to: "2026-05-03" }, "/to"],
    [{ to: "2026-05-04T10:00:00Z" }, "/to"],
    [{ link: "javascript:alert(1)" }, "/link"],
    [{ link: "//elsewhere.example" }, "/link"],
    [{ id: "nte_1" }, "/id"],
  ])("refuses %j and names the field", async (fields, pointer) => {
    const answer = await write(fields);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  test("is read with reports:read and written with manage", async () => {
    const { secret } = await createServiceToken(postgres(), { name: "bi", scopes: ["reports:read"] });
    expect([
      (await ask("GET", "/v1/notes", undefined, secret)).status,
      (await ask("POST", "/v1/notes", launch, secret)).status,
      (await ask("GET", "/v1/notes", undefined, "svc_no")).status,
    ]).toEqual([200, 403, 401]);
  });
});
