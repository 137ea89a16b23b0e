import { describe, expect, it } from "vitest";
import { loadDocument } from "@/lib/base/openapi/load-document";
import { writeProblem } from "@/lib/base/openapi/problem";
import { buildReference } from "./internal/build-reference";
import { describeSchema } from "./internal/describe-schema";
import { type OpenApiDocument, Resolver, type Schema } from "./internal/document";
import { exampleOf } from "./internal/example-of";

function documentWith(parts: Partial<OpenApiDocument> & { components?: object }): OpenApiDocument {
  return { openapi: "3.1.0", info: { title: "T", version: "1" }, paths: {}, ...parts } as OpenApiDocument;
}
const read = (schema: Schema, schemas: Record<string, Schema> = {}) =>
  describeSchema(new Resolver(documentWith({ components: { schemas } as never }), "api.yaml"), "x", schema, false);

describe("a schema in words", () => {
  it.each<[Schema, string]>([
    [{ type: "string" }, "string"],
    [{ type: "string", format: "date-time" }, "string, date-time"],
    [{ type: ["string", "null"] }, "string or null"],
    [{ type: "string", nullable: true }, "string or null"],
    [{ type: "array", items: { type: "integer" } }, "array of integer"],
    [{ type: "array", items: { $ref: "#/components/schemas/Parcel" } }, "array of Parcel"],
    [{ type: "object", additionalProperties: { type: "string" } }, "map of string"],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string or null"],
    [{ oneOf: [{ $ref: "#/components/schemas/Parcel" }, { type: "string" }] }, "Parcel or string"],
    [{ enum: ["a", "b"] }, "string"],
    [{}, "any"],
  ])("%j is %s", (schema, words) => {
    expect(read(schema, { Parcel: { type: "object", properties: { weightGrams: { type: "integer" } } } }).type).toBe(
      words,
    );
  });

  it("has its limits", () => {
    expect(read({ type: "array", minItems: 1, maxItems: 20, uniqueItems: true, items: {} }).limits).toEqual([
      "1 to 20 items",
      "no item twice",
    ]);
    expect(read({ type: "string", maxLength: 80 }).limits).toEqual(["at most 80 characters"]);
    expect(read({ type: "string", minLength: 1 }).limits).toEqual(["at least 1 character"]);
    expect(read({ type: "integer", minimum: 0, maximum: 9 }).limits).toEqual(["0 to 9"]);
    expect(read({ type: "string", pattern: "^a$" }).limits).toEqual(["matches ^a$"]);
  });

  it("opens fields of objects, lists and maps, and says which are required", () => {
    const parcel: Schema = {
      type: "object",
      required: ["w"],
      properties: { w: { type: "integer" }, note: { type: "string" } },
    };
    for (const schema of [
      parcel,
      { type: "array", items: parcel },
      { type: "object", additionalProperties: parcel },
    ] as Schema[]) {
      expect(read(schema).fields.map((field) => [field.name, field.required])).toEqual([
        ["w", true],
        ["note", false],
      ]);
    }
  });

  it("lays the parts of allOf over each other", () => {
    const field = read(
      { allOf: [{ $ref: "#/components/schemas/Base" }, { required: ["b"], properties: { b: { type: "string" } } }] },
      { Base: { type: "object", required: ["a"], properties: { a: { type: "string" } } } },
    );
    expect(field.fields.map((one) => [one.name, one.required])).toEqual([
      ["a", true],
      ["b", true],
    ]);
  });

  it("stops where a schema comes back to itself", () => {
    const node: Schema = {
      type: "object",
      properties: { children: { type: "array", items: { $ref: "#/components/schemas/Node" } } },
    };
    const field = read({ $ref: "#/components/schemas/Node" }, { Node: node });
    expect(field.fields[0]?.type).toBe("array of Node");
    expect(field.fields[0]?.fields).toEqual([]);
  });

  it("puts words beside a reference over the referred ones", () => {
    const field = read({ $ref: "#/components/schemas/Money", description: "The price." } as Schema, {
      Money: { type: "object", description: "Money." },
    });
    expect(field.descriptionHtml).toBe("<p>The price.</p>");
  });
});

describe("an example made from a schema", () => {
  const make = (schema: Schema) => exampleOf(new Resolver(documentWith({}), "api.yaml"), schema);
  it("has what is required, and first choices", () => {
    expect(
      make({
        type: "object",
        required: ["kind", "size", "when"],
        properties: {
          kind: { enum: ["box", "bag"] },
          size: { type: "integer", minimum: 5 },
          when: { type: "string", format: "date" },
          note: { type: "string" },
        },
      }),
    ).toEqual({ kind: "box", size: 5, when: "2026-11-21" });
    expect(make({ type: "string", minLength: 6, maxLength: 8 })).toHaveLength(6);
  });
});

describe("a document", () => {
  it("that is broken is refused with its file and the place", () => {
    const problemsOf = (document: object) => buildReference(document as never, "api.yaml").problems.map(writeProblem);
    expect(problemsOf({ swagger: "2.0", info: { title: "T" } })).toEqual([
      "api.yaml: /openapi: OpenAPI 2.0 (Swagger) is not read; convert it to 3.0 or 3.1",
    ]);
    expect(problemsOf({ openapi: "4.0.0", info: {} })).toEqual(["api.yaml: /openapi: must be 3.0 or 3.1"]);
    const twice = documentWith({
      paths: { "/a": { get: { operationId: "a" } }, "/b": { get: { operationId: "a" } } } as never,
    });
    expect(problemsOf(twice)).toEqual([
      "api.yaml: /paths/~1b/get: the operationId a is used at /paths/~1a/get already",
    ]);
    expect(problemsOf({ openapi: "3.1.0" })).toEqual(["api.yaml: /info/title: is missing"]);
    // What is not wrong is there all the same.
    expect(buildReference(twice, "api.yaml").operations.get("a")?.path).toBe("/a");
  });
  it("may leave out ids, tags and security", () => {
    const reference = buildReference(
      documentWith({ paths: { "/a/{id}": { get: { responses: {} } } } as never }),
      "api.yaml",
    );
    expect(reference.groups[0]?.name).toBe("Other");
    const operation = reference.operations.get("get-a-id");
    expect(operation?.authorisationHtml).toBeNull();
    expect(operation?.method).toBe("GET");
  });
  it("lets an operation's parameter replace its path's", () => {
    const parameters = (description: string) => [
      { name: "id", in: "path", required: true, description, schema: { type: "string" } },
    ];
    const reference = buildReference(
      documentWith({
        paths: {
          "/a/{id}": { parameters: parameters("path"), get: { operationId: "a", parameters: parameters("own") } },
        } as never,
      }),
      "api.yaml",
    );
    expect(reference.operations.get("a")?.pathParameters.map((field) => field.descriptionHtml)).toEqual(["<p>own</p>"]);
  });
});

const file = "content/reference/openapi.yaml";
const reference = buildReference(loadDocument(file).document as never, file);

describe("the sample document", () => {
  it("has groups in the order of its tags, and its webhooks apart", () => {
    expect(reference.groups.map((group) => group.name).slice(0, 3)).toEqual(["Rates", "Addresses", "Shipments"]);
    expect(reference.webhooks.map((webhook) => webhook.path)).toContain("shipment.delivered");
    expect(
      reference.groups.flatMap((group) => group.operations).every((operation) => operation.kind === "operation"),
    ).toBe(true);
  });
  it("says all of an operation", () => {
    const create = reference.operations.get("createShipment");
    expect(create).toMatchObject({ method: "POST", path: "/shipments", group: "Shipments" });
    expect(create?.authorisationHtml).toBe("<code>Authorization: Bearer</code> and an API key");
    expect(create?.headerParameters.map((field) => [field.name, field.required])).toEqual([["Idempotency-Key", false]]);
    expect(create?.body?.examples.length).toBeGreaterThan(1);
    expect(create?.body?.content.fields.find((field) => field.name === "parcels")).toMatchObject({
      type: "array of Parcel",
      required: true,
      limits: ["1 to 20 items"],
    });
    expect(create?.answers.map((answer) => answer.status)).toEqual(["201", "400", "401", "403", "409", "422", "429"]);
    expect(create?.answers.find((answer) => answer.status === "429")?.headers.map((header) => header.name)).toContain(
      "Retry-After",
    );
  });
});
