import { describe, expect, it } from "vitest";
import { makeId } from "./internal/make-id";
import { buildRouteIndex } from "./internal/route-index";
import { openSandbox } from "./open-sandbox";
import type { OperationPlan } from "./schema";

const sandbox = await openSandbox("content/reference/openapi.yaml");
const actOf = (id: string) => sandbox.plans.find((plan) => plan.id === id)?.act;

describe("what operations do, read off the document", () => {
  it("knows collections by their paths", () => {
    expect(actOf("createShipment")).toEqual({ kind: "create", collection: "/shipments" });
    expect(actOf("listShipments")).toEqual({ kind: "list", collection: "/shipments" });
    expect(actOf("getShipment")).toEqual({ kind: "read", collection: "/shipments", idParam: "shipmentId" });
    expect(actOf("cancelShipment")).toEqual({ kind: "act", collection: "/shipments", idParam: "shipmentId" });
    expect(actOf("updateWebhookEndpoint")).toEqual({
      kind: "update",
      collection: "/webhook-endpoints",
      idParam: "endpointId",
      replace: false,
    });
    expect(actOf("deleteWebhookEndpoint")).toEqual({
      kind: "remove",
      collection: "/webhook-endpoints",
      idParam: "endpointId",
    });
  });

  it("answers samples where there is nothing to keep", () => {
    for (const id of ["quoteRates", "validateAddress", "trackParcel", "getAccount", "getBalance"])
      expect(actOf(id)).toEqual({ kind: "sample" });
  });

  it("knows which fields refer to other things, and what they change there", () => {
    const plan = sandbox.plans.find((candidate) => candidate.id === "createLabel");
    expect(plan?.references).toEqual([{ field: "shipmentId", collection: "/shipments" }]);
    expect(plan?.updates).toEqual({ shipmentId: { status: "label_ready", trackingNumber: "{trackingNumber}" } });
  });
});

describe("routes", () => {
  const plan = (method: string, route: string) => ({ id: `${method} ${route}`, method, route }) as OperationPlan;
  const match = buildRouteIndex([
    plan("GET", "/a/{id}"),
    plan("GET", "/a/mine"),
    plan("POST", "/a"),
    plan("GET", "/a/{id}/b/{other}"),
  ]);

  it("prefer fixed segments", () => {
    expect(match("GET", "/a/mine")).toMatchObject({ kind: "found", plan: { route: "/a/mine" } });
    expect(match("GET", "/a/7")).toMatchObject({ kind: "found", params: { id: "7" } });
    expect(match("GET", "/a/7/b/%2Fx/")).toMatchObject({ kind: "found", params: { id: "7", other: "/x" } });
  });

  it("tell a wrong method from an unknown path", () => {
    expect(match("DELETE", "/a")).toEqual({ kind: "wrong-method", allowed: ["POST"] });
    expect(match("GET", "/b")).toEqual({ kind: "unknown" });
    expect(match("GET", "/a/%E0%A4%A")).toEqual({ kind: "unknown" });
  });
});

describe("made-up ids", () => {
  it("look like the example and depend on seed, collection and sequence only", () => {
    const first = makeId("shp_01kaj3x1f0c8r5n2w7t9q4m6ye", "seed", "/shipments", 1);
    expect(first).toMatch(/^shp_[0-9a-z]{26}$/);
    expect(makeId("shp_01kaj3x1f0c8r5n2w7t9q4m6ye", "seed", "/shipments", 1)).toBe(first);
    expect(makeId("shp_01kaj3x1f0c8r5n2w7t9q4m6ye", "seed", "/shipments", 2)).not.toBe(first);
    expect(makeId("shp_01kaj3x1f0c8r5n2w7t9q4m6ye", "other", "/shipments", 1)).not.toBe(first);
    expect(makeId(12, "seed", "/x", 5)).toBe(5);
    expect(makeId("6f1c1f6e-6f0f-4d0e-9f59-8f5d1b1e2a3b", "seed", "/x", 5)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
