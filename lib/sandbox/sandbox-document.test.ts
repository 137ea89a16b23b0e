import { describe, expect, it } from "vitest";
import { makeId } from "./internal/make-id";
import { normaliseDocument } from "./internal/normalise-document";
import { buildRouteIndex } from "./internal/route-index";
import { sampleSchema } from "./internal/sample-schema";
import { openSandbox } from "./open-sandbox";
import { readForm } from "./read-form";
import type { OperationPlan } from "./schema";

const sandbox = await openSandbox("content/reference/openapi.yaml");
const actOf = (id: string) => sandbox.plans.find((plan) => plan.id === id)?.act;

describe("what operations do, read off the document", () => {
  it("knows collections by their paths", () => {
    expect(actOf("createShipment")).toEqual({
      kind: "create",
      collection: "/shipments",
      idParamOfItems: "shipmentId",
    });
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
    plan("GET", "/c/{sid}.json"),
  ]);

  it("prefer fixed segments", () => {
    expect(match("GET", "/a/mine")).toMatchObject({ kind: "found", plan: { route: "/a/mine" } });
    expect(match("GET", "/a/7")).toMatchObject({ kind: "found", params: { id: "7" } });
    expect(match("GET", "/a/7/b/%2Fx/")).toMatchObject({ kind: "found", params: { id: "7", other: "/x" } });
  });

  it("have parameters inside of segments", () => {
    expect(match("GET", "/c/7.json")).toMatchObject({ kind: "found", params: { sid: "7" } });
    expect(match("GET", "/c/7xjson")).toEqual({ kind: "unknown" });
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

describe("forms", () => {
  const takes = ["application/x-www-form-urlencoded", "multipart/form-data"];

  it("are nested as their names say", async () => {
    const text = "name=a&to[city]=Gent&tag=1&tag=2&items[0][id]=7&items[1][id]=8&kinds[]=x&kinds[]=y&__proto__[z]=1";
    expect(await readForm("application/x-www-form-urlencoded; charset=utf-8", takes, Buffer.from(text))).toEqual({
      name: "a",
      to: { city: "Gent" },
      tag: ["1", "2"],
      items: [{ id: "7" }, { id: "8" }],
      kinds: ["x", "y"],
    });
    const part = (head: string, body: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
    const parts = `${part('name="a"', "1")}${part('name="f"; filename="x.pdf"', "%PDF")}--b--\r\n`;
    expect(await readForm("multipart/form-data; boundary=b", takes, Buffer.from(parts))).toEqual({
      a: "1",
      f: "x.pdf",
    });
    await expect(readForm("multipart/form-data; boundary=c", takes, Buffer.from(parts))).rejects.toThrow("multipart");
    expect(await readForm("application/json", takes, Buffer.from("{}"))).toBeUndefined();
    expect(
      await readForm("application/x-www-form-urlencoded", ["application/json"], Buffer.from("a=1")),
    ).toBeUndefined();
  });
});

describe("made-up answers", () => {
  const resolve = (ref: string) => ({ "#/node": node, "#/cat": cat, "#/dog": {} })[ref];
  const cat = { type: "object", required: ["kind"], properties: { kind: { type: "string" }, lives: { const: 9 } } };
  const node = {
    type: "object",
    required: ["name", "children"],
    properties: {
      name: { type: "string", pattern: "^AC[0-9a-f]{4}$" },
      children: { type: "array", items: { $ref: "#/node" } },
      parent: { $ref: "#/node" },
    },
  };

  it("end where a schema meets itself, fit patterns and formats, and name the choice", () => {
    expect(sampleSchema({ $ref: "#/node" }, resolve)).toEqual({ name: "AC0123", children: [] });
    expect(
      sampleSchema(
        {
          oneOf: [{ $ref: "#/cat" }, { $ref: "#/dog" }],
          discriminator: { propertyName: "kind", mapping: { tabby: "#/cat" } },
        },
        resolve,
      ),
    ).toEqual({ kind: "tabby", lives: 9 });
    expect(sampleSchema({ type: ["integer", "null"], minimum: 7, multipleOf: 5 }, resolve)).toBe(10);
    expect(sampleSchema({ type: "string", format: "date", example: "yesterday" }, resolve)).toBe("2026-01-15");
  });

  it("come from a document that validators can read", () => {
    const { definition, problems } = normaliseDocument({
      openapi: "3.0.3",
      info: { title: "x", version: "1" },
      paths: { "/a/{id}": { get: { responses: {} } }, "/b": { get: { operationId: "getAId", responses: {} } } },
      components: {
        schemas: {
          A: { type: "string", nullable: true, enum: ["x"], pattern: "(" },
          B: { type: "integer", minimum: 1, exclusiveMinimum: true },
          C: { allOf: [{ $ref: "#/components/schemas/D" }, { type: "object", properties: { y: {} } }] },
          D: { type: "object", additionalProperties: false, properties: { x: {}, nullable: { type: "boolean" } } },
        },
      },
    } as never);
    expect(definition.components?.schemas).toEqual({
      A: { type: ["string", "null"], enum: ["x", null] },
      B: { type: "integer", exclusiveMinimum: 1 },
      C: { allOf: [{ $ref: "#/components/schemas/D" }, { type: "object", properties: { y: {} } }] },
      D: { type: "object", properties: { x: {}, nullable: { type: "boolean" } } },
    });
    expect(definition.paths?.["/a/{id}"]?.get?.operationId).toBe("getAId");
    expect(definition.paths?.["/b"]?.get?.operationId).toBe("getAId2");
    expect(problems).toHaveLength(3);
  });
});
