import { describe, expect, it } from "vitest";
import type { PortalError } from "@/lib/base/errors";
import { composeCall } from "./compose-call";
import { getTryForm } from "./get-try-form";
import { buildReference } from "./internal/build-reference";
import { buildTryForm } from "./internal/build-try-form";
import { type OpenApiDocument, Resolver } from "./internal/document";
import { type Operation, type TryForm, tryValuesSchema } from "./schema";
import { writeCallSamples } from "./write-samples";

const document = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  security: [{ key: [] }],
  paths: {
    "/depots/{depotId}/racks": {
      parameters: [{ name: "depotId", in: "path", required: true, schema: { type: "string" }, example: "gent" }],
      post: {
        operationId: "addRack",
        parameters: [
          { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 50, default: 10 } },
          { name: "tag", in: "query", schema: { type: "array", items: { type: "string", enum: ["a", "b"] } } },
          { name: "near", in: "query", explode: false, schema: { type: "array", items: { type: "number" } } },
          { name: "Depot-Zone", in: "header", required: true, schema: { type: "string", enum: ["north", "south"] } },
          { name: "Authorization", in: "header", schema: { type: "string" } },
          { name: "Host", in: "header", schema: { type: "string" } },
        ],
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/Rack" } } },
        },
        responses: {},
      },
    },
    "/ping": { get: { operationId: "ping", security: [], responses: {} } },
  },
  components: {
    securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Depot-Key" } },
    schemas: {
      Rack: {
        type: "object",
        required: ["name", "inside"],
        properties: {
          id: { type: "string", readOnly: true },
          name: { type: "string" },
          inside: { $ref: "#/components/schemas/Rack" },
          kind: { anyOf: [{ type: "string", enum: ["tall"] }, { type: "null" }] },
        },
      },
    },
  },
} as unknown as OpenApiDocument;

const reference = buildReference(document, "t.yaml");
const servers = [
  { url: "/sandbox", label: "", own: true },
  { url: "https://staging.example.com/v1", label: "", own: false },
];
const formOf = (id: string): TryForm =>
  buildTryForm(new Resolver(document, "t.yaml"), document, reference.operations.get(id) as Operation, servers);
const form = formOf("addRack");
const typed = (more: object = {}) =>
  tryValuesSchema.parse({
    server: "/sandbox",
    path: { depotId: "gent" },
    headers: { "Depot-Zone": "north" },
    body: "{}",
    ...more,
  });
const refusals = (more: object) => {
  try {
    composeCall(form, typed(more));
    return [];
  } catch (error) {
    return (error as PortalError).errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  }
};

describe("a form", () => {
  it("is made from the schema: kinds, choices, defaults, what is required, and no end of a schema in itself", () => {
    expect(form.key).toEqual({ in: "header", name: "X-Depot-Key" });
    expect(formOf("ping").key).toBeNull();
    expect(form.pathFields).toMatchObject([{ name: "depotId", required: true, sample: "gent" }]);
    expect(form.queryFields).toMatchObject([
      { name: "limit", kind: "integer", minimum: 1, maximum: 50, default: "10", sample: null },
      { name: "tag", kind: "array", values: ["a", "b"], repeated: true },
      { name: "near", kind: "array", repeated: false },
    ]);
    // The key and the body's type are not for hands (OpenAPI 3.1, 4.8.12.1).
    expect(form.headerFields.map(({ name }) => name)).toEqual(["Depot-Zone", "Host"]);
    expect(form.body?.fields).toMatchObject([
      { name: "name", kind: "string", required: true },
      // Itself again: written as JSON.
      { name: "inside", kind: "json", fields: [] },
      { name: "kind", kind: "string", values: ["tall"], required: false },
    ]);
    expect(JSON.parse(form.body?.samples[0]?.text ?? "")).toMatchObject({ name: "text" });
  });

  it("of the portal's own document has the sandbox first, and not the live API, which takes no sandbox key", async () => {
    expect((await getTryForm("createShipment"))?.servers.map(({ url }) => url)).toEqual(["/sandbox"]);
    expect(await getTryForm("onShipmentDelivered")).toBeNull();
  });
});

describe("a call", () => {
  it("is put together from what was typed", () => {
    const call = composeCall(
      form,
      typed({
        path: { depotId: "a/b ?é" },
        query: { limit: "5", tag: "a, b", near: "1,2.5" },
        body: '{"name":"x"}',
        scenario: "latency=5",
      }),
    );
    expect(call.target).toBe("/depots/a%2Fb%20%3F%C3%A9/racks?limit=5&tag=a&tag=b&near=1%2C2.5");
    expect(call.headers).toEqual([
      ["Content-Type", "application/json"],
      ["Depot-Zone", "north"],
      ["Sandbox-Scenario", "latency=5"],
    ]);
    const elsewhere = composeCall(form, typed({ server: "https://staging.example.com/v1", scenario: "latency=5" }));
    expect(elsewhere.headers.map(([name]) => name)).not.toContain("Sandbox-Scenario");
  });

  it("says beside each field what is wrong with it, all at once", () => {
    expect(
      refusals({
        path: {},
        query: { limit: "0", tag: "a,c", x: "1" },
        headers: { "Depot-Zone": "west", Host: "evil" },
        body: '{\n "a": }',
      }),
    ).toEqual([
      "/query/x is not a parameter of this operation",
      "/path/depotId is required",
      "/query/limit must be at least 1",
      "/query/tag must be one or more of a, b",
      "/headers/Depot-Zone must be one of north, south",
      "/headers/Host is set by the portal and cannot be sent from here",
      "/body is not valid JSON: line 2, column 7",
    ]);
    expect(refusals({ query: { limit: "5.5" } })).toEqual(["/query/limit must be a whole number"]);
    expect(refusals({ body: '{"a": [1, {"b": tru' })).toEqual(["/body is not valid JSON: it ends too early"]);
    expect(refusals({ body: '{"a": "x"\n\n "b": 1}' })).toEqual(["/body is not valid JSON: line 3, column 2"]);
    expect(refusals({ path: { depotId: ".." } })).toEqual(["/path/depotId cannot be . or .."]);
  });

  it("unchecked breaks the document, but neither addresses nor headers", () => {
    expect(refusals({ unchecked: true, query: { limit: "many" }, headers: {}, body: "{" })).toEqual([]);
    expect(
      refusals({ unchecked: true, path: { depotId: "." }, headers: { Host: "x", "Depot-Zone": "a\r\nCookie: b" } }),
    ).toHaveLength(3);
  });

  it("is written as code with a mark for the key, where the document wants it", () => {
    const call = composeCall(form, typed({ server: "https://staging.example.com/v1" }));
    const samples = writeCallSamples(form.key, call);
    expect(samples.map(({ label }) => label)).toEqual(["curl", "JavaScript", "Python", "Go", "PHP", "Ruby"]);
    for (const { code } of samples) {
      expect(code).toContain("X-Depot-Key");
      expect(code).toContain("WMXTSANDBOXKEYXMW");
    }
    expect(writeCallSamples(form.key, composeCall(form, typed()))[0]?.code).toContain("Authorization: Bearer");
    const broken = composeCall(form, typed({ unchecked: true, body: "it's {" }));
    expect(writeCallSamples(form.key, broken)[0]?.code).toContain(`-d 'it'\\''s {'`);
  });
});
