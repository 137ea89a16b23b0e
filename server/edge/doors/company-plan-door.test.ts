import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createServiceToken } from "@/lib/access/create-service-token";
import { dayMs, nowMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { useStores } from "@/lib/base/testing/stores";
import { type AppOwner, newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { type EdgeUnderTest, startEdge } from "../testing/edge-with-web";
import { verifier } from "../testing/verify-calls";

useStores();

const token = `svc_${randomBase62(40)}`;
let edge: EdgeUnderTest;
let other: EdgeUnderTest;

beforeAll(async () => {
  edge = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
  other = await startEdge({ WAYMARK_SERVICE_TOKEN: token });
});
afterAll(() => Promise.all([edge?.close(), other?.close()]));
afterEach(() => shiftClock(0));

async function call(method: string, companyId: string, body?: unknown, credential = token) {
  const response = await fetch(`${edge.url}/v1/companies/${companyId}/plan`, {
    method,
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests ask
  const json: any = await response.json();
  return {
    status: response.status,
    json,
    data: json.data,
    pointers: json.errors?.map((one: { pointer: string }) => one.pointer),
  };
}
const put = (owner: AppOwner, body: object) => call("PUT", owner.companyId, { reason: "bigger contract", ...body });

describe("PUT /v1/companies/{id}/plan", () => {
  it("takes effect on every edge within a second, and is in the audit log with the reason", async () => {
    const owner = await newAppOwner();
    const key = await newKey(owner, { environment: "live" });
    const planOn = async (one: EdgeUnderTest) => (await verifier(one.url, token)({ key: key.secret })).data.plan;
    expect([await planOn(edge), await planOn(other)]).toEqual(["free", "free"]);
    const changed = await put(owner, { planId: "grow" });
    expect(changed).toMatchObject({
      status: 200,
      data: {
        planId: "grow",
        assignments: [{ planId: "grow", reason: "bigger contract", state: "now", actorId: "env" }],
      },
    });
    await expect.poll(() => planOn(other), { timeout: 1_000, interval: 10 }).toBe("grow");
    expect(await planOn(edge)).toBe("grow");
    expect(
      await postgres().auditEntry.findFirst({ where: { companyId: owner.companyId, action: "plan.assigned" } }),
    ).toMatchObject({
      ...{ actorKind: "token", before: { planId: "free" }, after: { planId: "grow", reason: "bigger contract" } },
    });
    const [event] = await postgres().$queryRaw<{ payload: { properties: object } }[]>`
      SELECT payload FROM event_outbox WHERE payload->>'event' = 'plan_assigned'`;
    expect(event?.payload.properties).toMatchObject({ plan_id: "grow", previous_plan_id: "free" });
  });

  it("arranged for later begins at its instant on every edge, without anybody telling them then", async () => {
    const owner = await newAppOwner();
    const key = await newKey(owner, { environment: "live" });
    const from = nowMs() + 10 * dayMs;
    expect(await put(owner, { planId: "grow", from: new Date(from).toISOString() })).toMatchObject({
      data: { planId: "free", assignments: [{ planId: "grow", state: "later" }] },
    });
    const plan = async () => (await verifier(edge.url, token)({ key: key.secret })).data.plan;
    expect(await plan()).toBe("free");
    shiftClock(from - Date.now() + 5);
    expect(await plan()).toBe("grow");
  });

  it("replaces whatever was arranged from then on, and forgets none of it", async () => {
    const owner = await newAppOwner();
    const soon = (days: number) => new Date(nowMs() + days * dayMs).toISOString();
    await put(owner, { planId: "scale", from: soon(20) });
    await put(owner, { planId: "grow", from: soon(10) });
    const { data } = await put(owner, { planId: "free" });
    expect(data.assignments.map((one: { planId: string; state: string }) => [one.planId, one.state])).toEqual([
      ["scale", "replaced"],
      ["grow", "replaced"],
      ["free", "now"],
    ]);
    expect(await call("GET", owner.companyId)).toMatchObject({ status: 200, data });
  });

  it("refuses what makes no sense, by field", async () => {
    const owner = await newAppOwner();
    expect(await put(owner, { planId: "gold" })).toMatchObject({ status: 400, pointers: ["/planId"] });
    expect(await put(owner, { planId: "grow", reason: " " })).toMatchObject({ status: 400, pointers: ["/reason"] });
    expect(await put(owner, { planId: "grow", from: "tomorrow" })).toMatchObject({ status: 400, pointers: ["/from"] });
    expect(await put(owner, { planId: "grow", from: "2020-01-01T00:00:00Z" })).toMatchObject({
      status: 400,
      pointers: ["/from"],
    });
    expect(await put(owner, { planId: "grow", from: "2999-01-01T00:00:00Z" })).toMatchObject({
      status: 400,
      pointers: ["/from"],
    });
    expect(await put(owner, { planId: "grow", price: 0 })).toMatchObject({ status: 400, pointers: ["/price"] });
    expect(await postgres().planAssignment.count({ where: { companyId: owner.companyId } })).toBe(0);
    expect((await call("PUT", "com_none", { planId: "grow", reason: "test" })).status).toBe(404);
  });

  it("needs the scope manage", async () => {
    const { secret } = await createServiceToken(postgres(), { name: "t", scopes: ["keys:verify", "usage:write"] });
    expect((await call("PUT", "com_none", { planId: "grow", reason: "test" }, secret)).status).toBe(403);
    expect((await call("GET", "com_none", undefined, "svc_unknown")).status).toBe(401);
  });
});
