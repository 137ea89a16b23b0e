import { beforeAll, describe, expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { type Meter, meterSchema } from "@/lib/base/config/plan-schema";
import { useStores } from "@/lib/base/testing/stores";
import { matchesRoute } from "@/lib/usage/is-valuable";
import { routePattern } from "./internal/meter-sql";
import { measureUsage } from "./measure-usage";
import { usageRow } from "./testing/usage-row";

useStores({ clickhouse: true });

const meter = (parts: Partial<Meter>): Meter =>
  meterSchema.parse({ id: "m", name: "M", unit: "u", count: "calls", ...parts });
const at = (text: string) => Date.parse(`2026-${text}Z`);
const insert = (values: object[]) => clickhouse().insert({ table: "usage_events", values, format: "JSONEachRow" });
const measure = async (parts: Partial<Meter>, ends: number[], companyId = "com_a") =>
  (await measureUsage(meter(parts), "2026-10", ends, [companyId])).get(companyId);
const october = [at("11-01T00:00:00")];

beforeAll(() =>
  insert([
    usageRow("com_a", "2026-09-30T23:59:59.999Z"),
    usageRow("com_a", "2026-10-01T00:00:00.000Z", { end_user_id: "u1" }),
    usageRow("com_a", "2026-10-10T10:05:00.000Z", { end_user_id: "u1", quantity: 2.25 }),
    usageRow("com_a", "2026-10-10T10:30:00.000Z", { end_user_id: "u2", quantity: 0.000001, valuable: 1 }),
    usageRow("com_a", "2026-10-10T10:45:00.000Z", { end_user_id: "u2", status: 500 }),
    usageRow("com_a", "2026-10-20T00:00:00.000Z", {
      method: "POST",
      route: "/shipments/7/label",
      status: 201,
      end_user_id: "u3",
    }),
    usageRow("com_a", "2026-10-31T23:59:59.999Z", { environment: "sandbox", end_user_id: "u9" }),
    usageRow("com_a", "2026-11-01T00:00:00.000Z"),
    // Refused by a limit: in no meter, and u4 called nothing.
    usageRow("com_a", "2026-10-10T10:20:00.000Z", { end_user_id: "u4", status: 429, quantity: 0 }),
    usageRow("com_b", "2026-10-10T10:05:00.000Z", { quantity: 900_000_000_000 }),
    usageRow("com_b", "2026-10-10T10:05:00.000Z", { quantity: 900_000_000_000.5 }),
  ]),
);

describe("a meter of a month", () => {
  it("counts calls of its environment, from the month's first instant to its last", async () => {
    expect(await measure({}, october)).toEqual(["5"]);
    expect(await measure({ environment: "sandbox" }, october)).toEqual(["1"]);
  });
  it("is exact at any instant, within an hour too: what happens at the instant itself comes after it", async () => {
    expect(await measure({}, [at("10-10T10:30:00"), at("10-10T10:45:00.001"), at("11-01T00:00:00")])).toEqual([
      "2",
      "4",
      "5",
    ]);
    expect(await measure({}, [at("10-01T00:00:00"), at("10-10T11:00:00")])).toEqual(["0", "4"]);
  });
  it("sums quantities to the last of six decimals, and beyond what a float can hold", async () => {
    expect(await measure({ count: "quantity" }, october)).toEqual(["5.250001"]);
    expect(await measure({ count: "quantity" }, october, "com_b")).toEqual(["1800000000000.5"]);
  });
  it("counts valuable calls, and distinct end users once in the month", async () => {
    expect(await measure({ count: "valuable-calls" }, october)).toEqual(["1"]);
    expect(await measure({ count: "end-users" }, october)).toEqual(["3"]);
    expect(await measure({ count: "end-users" }, [at("10-10T10:30:00"), at("10-20T00:00:00"), ...october])).toEqual([
      "1",
      "2",
      "3",
    ]);
    expect(await measure({ count: "end-users", where: [{ status: "5xx" }] }, october)).toEqual(["1"]);
  });
  it("counts what fits any of its rules", async () => {
    expect(await measure({ where: [{ method: "POST" }] }, october)).toEqual(["1"]);
    expect(await measure({ where: [{ route: "/shipments/{id}/label", status: "2xx" }] }, october)).toEqual(["1"]);
    expect(await measure({ where: [{ status: "5xx" }, { route: "/shipments/**" }] }, october)).toEqual(["2"]);
    expect(await measure({ where: [{ route: "/ship" }] }, october)).toBeUndefined();
  });
  it("is told for all companies at once, when none is named", async () => {
    const all = await measureUsage(meter({}), "2026-10", october);
    expect([...all].sort()).toEqual([
      ["com_a", ["5"]],
      ["com_b", ["2"]],
    ]);
  });
  it("takes in what comes late", async () => {
    await insert([usageRow("com_late", "2026-10-02T00:00:00.000Z", { end_user_id: "x" })]);
    expect(await measure({}, october, "com_late")).toEqual(["1"]);
    await insert([
      usageRow("com_late", "2026-10-01T00:00:00.000Z", { end_user_id: "x", received_at: "2026-11-02T00:00:00.000Z" }),
    ]);
    expect(await measure({}, october, "com_late")).toEqual(["2"]);
    expect(await measure({ count: "end-users" }, [at("10-01T12:00:00"), ...october], "com_late")).toEqual(["1", "1"]);
  });
});

describe("a route of a meter", () => {
  it.each(["/", "/shipments", "/a/{id}", "/a/*/c", "/a/**", "/**", "/v1.0/x+y/(z)", "/a/{id}/**"])(
    "%s means what a valuable route means",
    (pattern) => {
      const expression = new RegExp(routePattern(pattern));
      for (const route of [
        "/",
        "/shipments",
        "/shipments/",
        "/shipments/1",
        "/a",
        "/a/1",
        "/a/1/",
        "/a/b/c",
        "/a//c",
        "/a/1/2/3",
        "/v1.0/x+y/(z)",
        "/v1x0/x+y/(z)",
      ])
        expect([route, expression.test(route)]).toEqual([route, matchesRoute(pattern, route)]);
    },
  );
});
