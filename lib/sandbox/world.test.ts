import { beforeAll, describe, expect, it } from "vitest";
import { dayMs, nowMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { advanceClock } from "./advance-clock";
import { deleteSnapshot } from "./delete-snapshot";
import { getWorld } from "./get-world";
import { openSandbox, type Sandbox } from "./open-sandbox";
import { resetWorld } from "./reset-world";
import { restoreSnapshot } from "./restore-snapshot";
import { takeSnapshot } from "./take-snapshot";
import { callSandbox, shipment } from "./testing/call-sandbox";

useStores({ postgres: true });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox("content/reference/openapi.yaml");
});

type Item = Record<string, unknown> & { id: string };
const call = async (appId: string, line: string, body?: unknown) =>
  (await callSandbox(sandbox, appId, line, body)).body as Item & { data: Item[]; nextCursor: string | null };
const withoutTimes = ({ createdAt, updatedAt, ...rest }: Item) => rest;

describe("the same calls", () => {
  it("get the same answers after a reset: by operation and how often it was called, whatever else happened", async () => {
    const endpoint = { url: "https://a.example/hook", events: ["shipment.delivered"] };
    const [one, two, hook] = [
      await call("app_w_a", "POST /shipments", shipment),
      await call("app_w_a", "POST /shipments", shipment),
      await call("app_w_a", "POST /webhook-endpoints", endpoint),
    ];
    expect(one.id).not.toBe(two.id);
    await advanceClock(postgres(), "app_w_a", { seconds: 60 });
    await resetWorld(postgres(), "app_w_a");
    // Another order this time, from a process that has just started.
    sandbox = await openSandbox("content/reference/openapi.yaml");
    const hookAgain = await call("app_w_a", "POST /webhook-endpoints", endpoint);
    const oneAgain = await call("app_w_a", "POST /shipments", shipment);
    const twoAgain = await call("app_w_a", "POST /shipments", shipment);
    expect(withoutTimes(oneAgain)).toEqual(withoutTimes(one));
    expect(withoutTimes(twoAgain)).toEqual(withoutTimes(two));
    expect(hookAgain).toMatchObject({ id: hook.id, secret: hook.secret });
    expect((await call("app_w_other", "POST /shipments", shipment)).id).not.toBe(one.id);
  });
});

describe("a snapshot", () => {
  it("is gone back to, with its clock, and what came later is gone", async () => {
    const kept = await call("app_w_b", "POST /shipments", shipment);
    await advanceClock(postgres(), "app_w_b", { seconds: 3_600 });
    await takeSnapshot(postgres(), "app_w_b", "start");
    await call("app_w_b", `POST /shipments/${kept.id}/cancel`);
    await call("app_w_b", "POST /shipments", shipment);
    await advanceClock(postgres(), "app_w_b", { seconds: 3_600 });
    await resetWorld(postgres(), "app_w_b");
    expect((await getWorld(postgres(), "app_w_b")).snapshots).toMatchObject([{ name: "start", resources: 1 }]);
    expect(await restoreSnapshot(postgres(), "app_w_b", "start")).toBe(true);
    expect((await call("app_w_b", "GET /shipments")).data).toEqual([kept]);
    expect(await getWorld(postgres(), "app_w_b")).toMatchObject({ resources: 1, clock: { aheadMs: 3_600_000 } });
    expect(await restoreSnapshot(postgres(), "app_w_b", "end")).toBe(false);
    expect(await restoreSnapshot(postgres(), "app_w_c", "start")).toBe(false);
  });

  it("is one of five at most", async () => {
    for (const name of ["a", "b", "c", "d", "e", "a"]) await takeSnapshot(postgres(), "app_w_d", name);
    await expect(takeSnapshot(postgres(), "app_w_d", "f")).rejects.toMatchObject({ code: "conflict" });
    expect(await deleteSnapshot(postgres(), "app_w_d", "b")).toBe(true);
    await takeSnapshot(postgres(), "app_w_d", "f");
  });
});

describe("the clock of a world", () => {
  it("goes on, and times of what is made and changed follow it", async () => {
    const made = await call("app_w_e", "POST /shipments", shipment);
    await advanceClock(postgres(), "app_w_e", { seconds: 86_400 });
    const changed = await call("app_w_e", `POST /shipments/${made.id}/cancel`);
    expect(changed.createdAt).toBe(made.createdAt);
    const stepMs = Date.parse(String(changed.updatedAt)) - Date.parse(String(made.createdAt));
    expect(stepMs).toBeGreaterThanOrEqual(dayMs);
    expect(stepMs).toBeLessThan(2 * dayMs);
    const to = new Date(nowMs() + 10 * dayMs).toISOString();
    await advanceClock(postgres(), "app_w_e", { to });
    expect(Date.parse(String((await call("app_w_e", "POST /shipments", shipment)).createdAt))).toBeGreaterThanOrEqual(
      Date.parse(to),
    );
    await expect(advanceClock(postgres(), "app_w_e", { to: "2020-01-01T00:00:00Z" })).rejects.toMatchObject({
      errors: [{ pointer: "/to" }],
    });
    await expect(advanceClock(postgres(), "app_w_e", { seconds: 315_360_000 })).rejects.toMatchObject({
      code: "invalid_fields",
    });
  });
});

describe("a full world", () => {
  it("says so and drops nothing", async () => {
    const first = await call("app_w_f", "POST /shipments", shipment);
    await postgres().sandboxWorld.update({ where: { appId: "app_w_f" }, data: { resourceCount: 2_000 } });
    const refused = await callSandbox(sandbox, "app_w_f", "POST /shipments", shipment);
    expect(refused).toMatchObject({ status: 409, body: { type: "/docs/errors#sandbox_full" } });
    await postgres().sandboxWorld.update({
      where: { appId: "app_w_f" },
      data: { resourceCount: 1, bytes: 4 * 1024 * 1024 },
    });
    expect((await callSandbox(sandbox, "app_w_f", "POST /shipments", shipment)).status).toBe(409);
    expect((await call("app_w_f", "GET /shipments")).data).toEqual([first]);
    await resetWorld(postgres(), "app_w_f");
    expect((await callSandbox(sandbox, "app_w_f", "POST /shipments", shipment)).status).toBe(201);
  });

  it("counts what it keeps to the byte", async () => {
    const made = await call("app_w_g", "POST /shipments", { ...shipment, reference: "é" });
    await call("app_w_g", `POST /shipments/${made.id}/cancel`);
    const read = await call("app_w_g", `GET /shipments/${made.id}`);
    const world = await getWorld(postgres(), "app_w_g");
    expect(world).toMatchObject({ resources: 1, bytes: Buffer.byteLength(JSON.stringify(read)) });
    expect(world.collections).toEqual([{ collection: "/shipments", count: 1 }]);
  });
});

describe("lists", () => {
  it("filter by fields as text, by members of lists, and page through what is left", async () => {
    const ids: string[] = [];
    for (const reference of ["a", "b", "a", "a"])
      ids.unshift((await call("app_w_h", "POST /shipments", { ...shipment, reference })).id);
    const first = await call("app_w_h", "GET /shipments?reference=a&limit=2");
    expect(first.data.map(({ id }) => id)).toEqual([ids[0], ids[1]]);
    const rest = await call("app_w_h", `GET /shipments?reference=a&limit=2&cursor=${first.nextCursor}`);
    expect(rest).toMatchObject({ data: [{ id: ids[3] }], nextCursor: null });
    expect((await call("app_w_h", "GET /carriers?country=FR")).data.map(({ id }) => id)).toEqual(["northpost"]);
    expect((await call("app_w_h", "GET /carriers")).data.map(({ id }) => id)).toEqual(["northpost", "swiftvan"]);
    expect((await call("app_w_h", "GET /shipments?status=delivered")).data).toEqual([]);
  });
});
