import { afterAll, beforeAll, expect, test } from "vitest";
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

const send = (body: unknown, credential = token) =>
  fetch(`${edge.url}/v1/spend`, {
    method: "POST",
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
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
