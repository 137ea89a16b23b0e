import { fork } from "node:child_process";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { minuteMs, nowMs, shiftClock } from "@/lib/base/clock";
import { childEnv, env, setEnv } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { planMeterExports } from "./plan-meter-exports";
import { sendMeterExports } from "./send-meter-exports";
import { setStripeCustomer } from "./set-stripe-customer";
import { startStripe } from "./testing/stripe-stand-in";
import { usageRow } from "./testing/usage-row";

useStores();

const key = "sk_test_only_for_tests";
const actor = { kind: "person" as const, id: "per_staff" };
let stripe: Awaited<ReturnType<typeof startStripe>>;
const at = (text: string) => shiftClock(Date.parse(text) - Date.now());
const later = (ms: number) => shiftClock(nowMs() - Date.now() + ms);
const insert = (values: object[]) => clickhouse().insert({ table: "usage_events", values, format: "JSONEachRow" });
const label = (companyId: string, time: string, quantity: number) =>
  usageRow(companyId, time, { method: "POST", route: "/shipments", status: 201, quantity });
const rows = () => postgres().meterExport.findMany({ orderBy: [{ day: "asc" }, { id: "asc" }] });
const settings = () => ({ ...pick(), STRIPE_API_KEY: key, STRIPE_API_URL: stripe.url });
const pick = () => ({
  ...{ DATABASE_URL: env().DATABASE_URL, CLICKHOUSE_URL: env().CLICKHOUSE_URL, NEXTAUTH_SECRET: env().NEXTAUTH_SECRET },
  LOG_LEVEL: "silent",
});

beforeAll(async () => {
  stripe = await startStripe({ key, customers: ["cus_ada", "cus_ben"], now: nowMs });
  setEnv(settings());
  at("2026-09-10T00:00:00Z");
  await insert([
    label("com_s", "2026-08-31T23:59:59.999Z", 500), // of the month before the customer was named
    label("com_s", "2026-09-05T10:00:00.000Z", 2.5),
    label("com_s", "2026-09-05T23:59:59.999Z", 1),
    label("com_s", "2026-09-07T00:00:00.000Z", 9), // not closed yet on the 10th
    label("com_none", "2026-09-05T10:00:00.000Z", 7),
  ]);
});
afterAll(() => stripe?.close());
beforeEach(() => at("2026-09-10T00:00:00Z"));
afterEach(() => shiftClock(0));

describe("the export to Stripe", () => {
  it("sends closed days only, one event for each meter and day, values as text, under identifiers of their own", async () => {
    expect(await planMeterExports(postgres())).toBe(0);
    await setStripeCustomer(postgres(), "com_s", "cus_ada", actor);
    expect(await planMeterExports(postgres())).toBe(2);
    expect(await planMeterExports(postgres())).toBe(0);
    expect(await sendMeterExports(postgres())).toEqual({ sent: 2, failed: 0, waiting: 0 });
    expect([...stripe.events.values()]).toEqual([
      {
        ...{ identifier: "wm_calls_com_s_20260905_0", eventName: "parcelway_calls", customer: "cus_ada", value: "2" },
        timestamp: Date.parse("2026-09-05T23:59:59Z") / 1_000,
      },
      {
        ...{
          identifier: "wm_labels_com_s_20260905_0",
          eventName: "parcelway_labels",
          customer: "cus_ada",
          value: "3.5",
        },
        timestamp: Date.parse("2026-09-05T23:59:59Z") / 1_000,
      },
    ]);
    expect(await sendMeterExports(postgres())).toEqual({ sent: 0, failed: 0, waiting: 0 });
    expect(stripe.requests).toHaveLength(2);
  });

  it("sends what came after a day was exported as a revision of it", async () => {
    await insert([label("com_s", "2026-09-05T12:00:00.000Z", 0.25)]);
    at("2026-09-10T01:00:00Z");
    expect(await planMeterExports(postgres())).toBe(2);
    await sendMeterExports(postgres());
    expect(stripe.events.get("wm_labels_com_s_20260905_1")).toMatchObject({ value: "0.25" });
    expect(stripe.events.get("wm_calls_com_s_20260905_1")).toMatchObject({ value: "1" });
  });

  it("waits out 429 and 500, longer each time, and an event whose answer was lost counts once", async () => {
    at("2026-09-11T00:00:00Z");
    expect(await planMeterExports(postgres())).toBe(2);
    stripe.weather.push(429);
    expect(await sendMeterExports(postgres())).toEqual({ sent: 0, failed: 0, waiting: 1 });
    expect((await rows()).find((row) => row.id === "wm_calls_com_s_20260907_0")).toMatchObject({
      ...{ state: "pending", attempts: 1, lastError: expect.stringContaining("429") },
    });
    // The other one is due; the first is not for 30 seconds.
    // Twice, because the SDK itself tries a connection that was cut once more.
    stripe.weather.push("lost", "lost");
    expect(await sendMeterExports(postgres())).toEqual({ sent: 0, failed: 0, waiting: 1 });
    expect(stripe.events.has("wm_labels_com_s_20260907_0")).toBe(true);
    expect(await sendMeterExports(postgres())).toEqual({ sent: 0, failed: 0, waiting: 0 });
    later(31_000);
    stripe.weather.push(500);
    expect(await sendMeterExports(postgres())).toEqual({ sent: 0, failed: 0, waiting: 1 });
    later(61_000);
    expect(await sendMeterExports(postgres())).toEqual({ sent: 2, failed: 0, waiting: 0 });
    expect(stripe.events.get("wm_labels_com_s_20260907_0")).toMatchObject({ value: "9" });
    const tries = stripe.requests.filter(({ identifier }) => identifier === "wm_calls_com_s_20260907_0");
    expect(tries).toHaveLength(3);
    expect(new Set(tries.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
  });

  it("keeps what Stripe refuses with the reason, and tries again for a customer that is right", async () => {
    await insert([label("com_t", "2026-09-05T10:00:00.000Z", 4)]);
    await setStripeCustomer(postgres(), "com_t", "cus_typo", actor);
    await planMeterExports(postgres());
    expect(await sendMeterExports(postgres())).toEqual({ sent: 0, failed: 2, waiting: 0 });
    expect((await rows()).find((row) => row.companyId === "com_t")).toMatchObject({
      ...{ state: "failed", lastError: "400: No such customer: 'cus_typo'" },
    });
    await setStripeCustomer(postgres(), "com_t", "cus_ben", actor);
    expect(await sendMeterExports(postgres())).toEqual({ sent: 2, failed: 0, waiting: 0 });
    expect(stripe.events.get("wm_labels_com_t_20260905_0")).toMatchObject({ customer: "cus_ben", value: "4" });
  });

  it("sends nothing without a key, and waits while the key is refused, which it never repeats", async () => {
    await insert([label("com_u", "2026-09-05T10:00:00.000Z", 4)]);
    await setStripeCustomer(postgres(), "com_u", "cus_ben", actor);
    await planMeterExports(postgres());
    setEnv(pick());
    expect(await sendMeterExports(postgres())).toEqual({ sent: 0, failed: 0, waiting: 0 });
    setEnv({ ...settings(), STRIPE_API_KEY: "sk_test_of_somebody_else" });
    expect(await sendMeterExports(postgres())).toMatchObject({ waiting: 1 });
    const [row] = (await rows()).filter(({ companyId, attempts }) => companyId === "com_u" && attempts > 0);
    expect(row?.lastError).toBe("401: the API key was not accepted");
    setEnv(settings());
    later(minuteMs);
    expect(await sendMeterExports(postgres())).toEqual({ sent: 2, failed: 0, waiting: 0 });
  });

  it("sends an event once though its sender is killed (-9) after Stripe took it", async () => {
    await insert([label("com_k", "2026-09-05T10:00:00.000Z", 11)]);
    await setStripeCustomer(postgres(), "com_k", "cus_ben", actor);
    await planMeterExports(postgres());
    const program = path.join(inject("bundle"), "send-once.mjs");
    await build({
      ...{ entryPoints: ["lib/plans/testing/send-once.ts"], outfile: program, bundle: true, platform: "node" },
      ...{ format: "esm", packages: "external", target: "node20", logLevel: "silent" },
    });
    stripe.weather.push("hang");
    const child = fork(program, [String(nowMs() - Date.now())], { env: childEnv(settings()), stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    await expect
      .poll(() => stripe.events.has("wm_calls_com_k_20260905_0"), { timeout: 10_000, interval: 20 })
      .toBe(true);
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    const state = async () => (await rows()).filter(({ companyId }) => companyId === "com_k").map((row) => row.state);
    expect(await state()).toEqual(["pending", "pending"]);
    // The dead sender's claim runs out; the next one asks again under the same identifier.
    later(3 * minuteMs);
    expect(await sendMeterExports(postgres())).toMatchObject({ waiting: 0, failed: 0 });
    expect(await state()).toEqual(["sent", "sent"]);
    const asked = stripe.requests.filter(({ identifier }) => identifier === "wm_calls_com_k_20260905_0");
    expect(asked).toHaveLength(2);
    expect(stripe.events.get("wm_calls_com_k_20260905_0")).toMatchObject({ value: "1" });
  });
});
