import { describe, expect, it } from "vitest";
import { buildUsageRow, type UsageCall } from "./build-usage-row";
import { isValuable, matchesRoute } from "./is-valuable";

const key = { keyId: "key_1", appId: "app_1", companyId: "com_1", personId: "per_1", environment: "live" as const };
const at = new Date("2026-03-04T05:06:07.008Z");
const call = (more: Partial<UsageCall> = {}): UsageCall => ({
  ...{ source: "api", id: "1", origin: "api", occurredAt: at, receivedAt: at, method: "POST", route: "/shipments" },
  ...{ status: 201, latencyMs: 3, ...more },
});

describe("a usage row", () => {
  it("has the key's owner, the call, and a unit of one where nothing is said", () => {
    expect(buildUsageRow(key, call())).toMatchObject({
      ...{ company_id: "com_1", app_id: "app_1", key_id: "key_1", person_id: "per_1", environment: "live" },
      ...{
        occurred_at: "2026-03-04T05:06:07.008Z",
        quantity: 1,
        valuable: 1,
        metadata: "{}",
        sdk: "",
        request_bytes: 0,
      },
    });
  });

  it("of a call that a limit refused has no units and no value, whatever is reported", () => {
    expect(buildUsageRow(key, call({ status: 429, quantity: 7 }))).toMatchObject({
      status: 429,
      quantity: 0,
      valuable: 0,
    });
    expect(buildUsageRow(key, call({ status: 428, quantity: 7 })).quantity).toBe(7);
  });

  it.each([
    ["/v1/shipments/{id}/label", "shipments"],
    ["/api/v2/rates", "rates"],
    ["/{tenant}/pickups", "pickups"],
    ["/", ""],
    ["/{id}", ""],
  ])("takes the resource of %s to be %j", (route, resource) => {
    expect(buildUsageRow(key, call({ route })).resource).toBe(resource);
  });

  it("cuts the query off a route and takes keys out of every text a caller wrote", () => {
    const secret = "pwy_live_0123456789ABCDEFGHIJKLMNOPQRST2bAtRC";
    const row = buildUsageRow(
      key,
      call({
        ...{
          route: `/keys/${secret}?key=${secret}`,
          endUserId: secret,
          traceId: secret,
          sdk: secret,
          resource: secret,
        },
        metadata: { headers: { authorization: `Bearer ${secret}` }, note: `${secret}${secret}` },
      }),
    );
    expect(row.route).toBe("/keys/pwy_live_[redacted]");
    expect(JSON.parse(row.metadata).headers).toEqual({ authorization: "[redacted]" });
    expect(JSON.stringify(row)).not.toContain("0123456789ABCDEF");
  });
});

it.each([
  ["Authorization", false],
  ["cookie", false],
  ["Set-Cookie", false],
  ["x-api-key", false],
  ["X-Acme-Session-Id", false],
  ["proxy-authorization", false],
  ["X-Hub-Signature-256", false],
  ["content-type", true],
  ["accept", true],
  ["idempotency-key", true],
])("the header %s among a call's metadata is kept: %s", (header, kept) => {
  const metadata = { requestHeaders: { [header]: "abc" }, responseHeaders: { [header]: "abc" }, note: "x" };
  const value = kept ? "abc" : "[redacted]";
  expect(JSON.parse(buildUsageRow(key, call({ metadata })).metadata)).toEqual({
    ...{ requestHeaders: { [header]: value }, responseHeaders: { [header]: value }, note: "x" },
  });
});

describe("a valuable call", () => {
  const rules = [{ method: "POST", route: "/shipments", status: "2xx" }];
  it.each([
    ["POST", "/shipments", 201, true],
    ["POST", "/shipments/", 299, true],
    ["GET", "/shipments", 200, false],
    ["POST", "/shipments", 404, false],
    ["POST", "/shipments/1", 201, false],
  ])("%s %s %i: %s", (method, route, status, expected) => {
    expect(isValuable(rules, { method, route, status })).toBe(expected);
  });

  it("is any that one of several rules covers, and none without rules", () => {
    const wide = [...rules, { status: "5xx" }];
    expect(isValuable(wide, { method: "GET", route: "/x", status: 503 })).toBe(true);
    expect(isValuable([], { method: "POST", route: "/shipments", status: 201 })).toBe(false);
  });

  it.each([
    ["/shipments/{id}", "/shipments/shp_1", true],
    ["/shipments/{id}", "/shipments/{shipmentId}", true],
    ["/shipments/*/label", "/shipments/1/label", true],
    ["/shipments/*", "/shipments/1/label", false],
    ["/shipments/**", "/shipments/1/label", true],
    ["/shipments/**", "/shipments", true],
    ["/shipments/**", "/shipmentsx", false],
    ["/a.c", "/abc", false],
  ])("the pattern %s and the route %s: %s", (pattern, route, expected) => {
    expect(matchesRoute(pattern, route)).toBe(expected);
  });
});
