import { beforeAll, describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { readScenario } from "./internal/scenario-words";
import { openSandbox, type Sandbox } from "./open-sandbox";
import { resetWorld } from "./reset-world";
import { callSandbox, shipment } from "./testing/call-sandbox";

useStores({ postgres: true });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox("content/reference/openapi.yaml");
});

const create = (appId: string, scenario: string, body: object = shipment, headers: Record<string, string> = {}) =>
  callSandbox(sandbox, appId, "POST /shipments", body, { "sandbox-scenario": scenario, ...headers });
const listed = async (appId: string) =>
  ((await callSandbox(sandbox, appId, "GET /shipments")).body as { data: unknown[] }).data.length;

describe("the words of the header", () => {
  it("are read, and each wrong one is named", () => {
    expect(readScenario("error=card_declined; latency=800;ratelimit ; timeout; malformed; error_rate=0.2")).toEqual({
      scenario: {
        error: "card_declined",
        latencyMs: 800,
        rateLimitSeconds: 30,
        timeout: true,
        malformed: true,
        errorRate: 0.2,
      },
      errors: [],
    });
    expect(readScenario(" ; ").errors).toEqual([]);
    const { errors } = readScenario("explode; latency=-1; latency=; ratelimit=x; timeout=1; error_rate=2; error=");
    expect(errors.map(({ detail }) => detail.split('"')[1])).toEqual([
      "explode",
      "latency=-1",
      "latency=",
      "ratelimit=x",
      "timeout=1",
      "error_rate=2",
      "error=",
    ]);
  });

  it("answer 400 when they are unknown, as is an error the operation has not", async () => {
    const unknown = await create("app_sc_a", "explode");
    expect(unknown).toMatchObject({ status: 400, errors: [{ pointer: "header Sandbox-Scenario" }] });
    expect(unknown.errors[0]?.detail).toContain('"explode" is not known');
    const foreign = await create("app_sc_a", "error=card_declined");
    expect(foreign.status).toBe(400);
    expect(foreign.errors[0]?.detail).toContain("rate_expired");
    expect(await listed("app_sc_a")).toBe(0);
  });
});

describe("a scenario", () => {
  it("answers the document's own error by any of its names, and changes nothing", async () => {
    for (const name of ["rate_expired", "rateExpired", "422"]) {
      const answer = await create("app_sc_b", `error=${name}`);
      expect(answer).toMatchObject({ status: 422, body: { type: "/docs/errors#rate_expired", status: 422 } });
      expect(answer.headers["content-type"]).toContain("application/problem+json");
    }
    expect(await listed("app_sc_b")).toBe(0);
  });

  it("comes after the check of the request", async () => {
    expect((await create("app_sc_b", "error=rate_expired", {})).status).toBe(400);
  });

  it("is set off by magic values, which the header overrides", async () => {
    const to = { ...shipment.to, postalCode: "0000" };
    expect(await create("app_sc_c", "", { ...shipment, to })).toMatchObject({
      status: 422,
      body: { type: "/docs/errors#address_undeliverable" },
    });
    expect(await create("app_sc_c", "error=rate_expired", { ...shipment, to })).toMatchObject({
      body: { type: "/docs/errors#rate_expired" },
    });
    expect(await create("app_sc_c", "", { ...shipment, reference: "slow" })).toMatchObject({
      status: 201,
      delayMs: 3000,
    });
    expect(await callSandbox(sandbox, "app_sc_c", "POST /shipments/shp_collected/cancel")).toMatchObject({
      status: 409,
    });
    expect(await callSandbox(sandbox, "app_sc_c", "POST /labels", { shipmentId: "shp_nobalance" })).toMatchObject({
      status: 422,
      body: { type: "/docs/errors#insufficient_balance" },
    });
  });

  it("plays the limit with what a client waits by", async () => {
    expect(await create("app_sc_d", "ratelimit=5; latency=10")).toMatchObject({
      status: 429,
      delayMs: 10,
      headers: { "retry-after": "5", ratelimit: '"burst";r=0;t=5' },
      body: { type: "/docs/errors#rate_limited", status: 429 },
    });
  });

  it("loses or breaks the answer after the work is done, so that a repeat finds it", async () => {
    const key = { "idempotency-key": "order-1" };
    const lost = await create("app_sc_e", "timeout", shipment, key);
    expect(lost).toMatchObject({ fault: "timeout", status: 201 });
    const again = await create("app_sc_e", "", shipment, key);
    expect(again).toMatchObject({ status: 201, headers: { "idempotency-replayed": "true" }, body: lost.body });
    expect(await create("app_sc_e", "malformed")).toMatchObject({ fault: "malformed", status: 201 });
    expect(await listed("app_sc_e")).toBe(2);
  });
});

describe("an error rate", () => {
  const run = async (appId: string, scenario: string, times: number) => {
    const statuses: number[] = [];
    for (let i = 0; i < times; i++) statuses.push((await create(appId, scenario)).status);
    return statuses;
  };

  it("fails the same calls after a reset, about the share that was asked for", async () => {
    const first = await run("app_sc_f", "error_rate=0.3", 40);
    await resetWorld(postgres(), "app_sc_f");
    expect(await run("app_sc_f", "error_rate=0.3", 40)).toEqual(first);
    const failed = first.filter((status) => status === 500).length;
    // The rolls follow from the app's id and the tests' secret: always the same number.
    expect(failed).toBeGreaterThan(4);
    expect(failed).toBeLessThan(22);
    expect(await listed("app_sc_f")).toBe(20);
  });

  it("of 0 and 1 is none and all, and says which error", async () => {
    expect(await run("app_sc_g", "error_rate=0; error=rate_expired", 3)).toEqual([201, 201, 201]);
    expect(await run("app_sc_g", "error_rate=1; error=rate_expired", 3)).toEqual([422, 422, 422]);
  });
});

describe("the document", () => {
  it("has scenarios without a mistake", () => {
    expect(sandbox.problems).toEqual([]);
    expect(sandbox.plans.flatMap(({ magic }) => magic.map(({ name }) => name))).toEqual(
      expect.arrayContaining(["rate_expired", "insufficient_balance", "shipment_collected", "pickup_unavailable"]),
    );
  });
});
