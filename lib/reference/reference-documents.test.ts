import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadDocument } from "@/lib/base/openapi/load-document";
import { writeProblem } from "@/lib/base/openapi/problem";
import { type Built, buildReference, findDrawingProblems } from "./internal/build-reference";
import { withoutInternal } from "./internal/without-internal";
import type { Operation } from "./schema";
import { portalWith } from "./testing/portal-with";
import { writeOperation } from "./write-operation";
import { writeSamples } from "./write-samples";
import { writeSchema } from "./write-schema";

const first = "content/reference/a.yaml";
const load = (files: Record<string, string | object>) => loadDocument(first, portalWith(files));
const head = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n';

function build(parts: object, version = "3.1.0"): Built {
  const document = { openapi: version, info: { title: "T", version: "1" }, paths: {}, ...parts };
  return buildReference(document as never, "a.yaml");
}
const schemas = (all: Record<string, unknown>, version?: string) => build({ components: { schemas: all } }, version);

describe("a document of several files", () => {
  const files = {
    "a.yaml": `${head}paths:
  /parcels:
    get:
      operationId: listParcels
      parameters: [{ $ref: "parts/parameters.yaml#/limit" }]
      responses: { "200": { $ref: "./parts/answers.yaml#/ok" } }
  /boxes: { $ref: "parts/boxes.yaml" }
components:
  schemas:
    Weight: { type: integer }
    Box: { $ref: parts/box.yaml }
`,
    "parts/parameters.yaml": "limit: { name: limit, in: query, schema: { type: integer } }",
    "parts/answers.yaml": 'ok: { description: Fine, content: { application/json: { schema: { $ref: "box.yaml" } } } }',
    "parts/box.yaml":
      'type: object\nproperties:\n  weight: { $ref: "../a.yaml#/components/schemas/Weight" }\n  inner: { $ref: "#" }\n  lid: { $ref: "./lids.json#/Lid" }',
    "parts/lids.json": { Lid: { type: "string", enum: ["flat", "round"] } },
    "parts/boxes.yaml": "get: { operationId: listBoxes, responses: {} }",
  };
  it("becomes one, each part under one name", () => {
    const root = portalWith(files);
    const { document, problems, files: read } = loadDocument(first, root);
    expect(problems).toEqual([]);
    expect(read.map((file) => path.relative(root, file)).sort()).toEqual(
      Object.keys(files)
        .map((name) => `content/reference/${name}`)
        .sort(),
    );
    const built = buildReference(document as never, first);
    expect([...built.places.keys()]).toEqual(["listParcels", "listBoxes"]);
    const operation = built.operations.get("listParcels");
    expect(operation?.queryParameters.map((field) => field.name)).toEqual(["limit"]);
    const fields = operation?.answers[0]?.body?.content.fields.map(({ name, type, values }) => ({
      name,
      type,
      values,
    }));
    expect(fields).toEqual([
      { name: "weight", type: "integer", values: [] },
      { name: "inner", type: "Box", values: [] },
      { name: "lid", type: "string", values: ["flat", "round"] },
    ]);
    // The name in components is the part's name; what has none takes its own.
    expect(built.schemas.map(({ name }) => name).sort()).toEqual(["Box", "Lid", "Weight"]);
  });
  it("tells references that lead nowhere, once each, with file, line and place; the rest is there", () => {
    const { document, problems } = load({
      "a.yaml": `${head}paths:
  /a:
    get:
      operationId: a
      parameters:
        - $ref: "#/components/parameters/None"
      responses:
        "200": { description: Fine, content: { application/json: { schema: { $ref: "#/components/schemas/None" } } } }
        "201": { description: Fine, content: { application/json: { schema: { $ref: "#/components/schemas/None" } } } }
        "202": { $ref: "gone.yaml#/x" }
        "203": { $ref: "https://example.com/a.yaml" }
        "204": { $ref: "part.yaml#/no" }
`,
      "part.yaml": "yes: {}",
    });
    expect(problems.map(writeProblem)).toEqual([
      `${first}:8: /paths/~1a/get/parameters/0: "#/components/parameters/None" leads nowhere`,
      `${first}:10: /paths/~1a/get/responses/200/content/application~1json/schema: "#/components/schemas/None" leads nowhere (and 1 more place)`,
      `${first}:12: /paths/~1a/get/responses/202: "gone.yaml#/x" leads to content/reference/gone.yaml, which there is no such file`,
      `${first}:13: /paths/~1a/get/responses/203: "https://example.com/a.yaml" leads to another host; files are read from content/ only`,
      `${first}:14: /paths/~1a/get/responses/204: "part.yaml#/no" leads nowhere: content/reference/part.yaml has no such place`,
    ]);
    const built = buildReference(document as never, first, { problems });
    expect(built.operations.get("a")?.answers.map(({ status }) => status)).toEqual(["200", "201", "202", "203", "204"]);
    expect(built.operations.get("a")?.queryParameters).toEqual([]);
  });
  it("never leaves content/, by .. or by a link", () => {
    const root = portalWith({
      "a.yaml": `${head}components: { schemas: { A: { $ref: "../../secret.yaml" }, B: { $ref: "link.yaml" }, C: { $ref: "/etc/passwd" } } }`,
    });
    writeFileSync(path.join(root, "secret.yaml"), "type: string\ndescription: hunter2");
    symlinkSync(path.join(root, "secret.yaml"), path.join(root, "content/reference/link.yaml"));
    const { document, problems } = loadDocument(first, root);
    expect(problems.map(({ message }) => message.replace(/^"[^"]*" /, ""))).toEqual([
      "leads to secret.yaml, which lies outside of content/",
      "leads to content/reference/link.yaml, which leads out of content/",
      expect.stringMatching(/etc\/passwd, which lies outside of content\/$/),
    ]);
    expect(JSON.stringify(document)).not.toContain("hunter2");
  });
});

describe("a document made to break things", () => {
  it("may not grow out of aliases", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let n = 1; n < 9; n++)
      lines.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(", ")}]`,
      );
    const { document, problems } = load({ "a.yaml": `${head}${lines.join("\n")}` });
    expect(document).toBeNull();
    expect(problems.map(({ message }) => message)).toEqual([
      "its aliases (*name) stand for more than 1000 copies; such a file is refused",
    ]);
  });
  it("tells the line of what does not parse", () => {
    expect(load({ "a.yaml": `${head}paths: [` }).problems[0]).toMatchObject({ file: first, line: 3 });
    const root = portalWith({ "a.json": '{\n"openapi": nope }' });
    expect(loadDocument("content/reference/a.json", root).problems[0]?.message).toMatch(/^cannot be read: /);
    expect(load({ "a.yaml": "just text" }).problems[0]?.message).toBe("is no OpenAPI document: it must be an object");
    expect(loadDocument(first, portalWith({ "b.yaml": head })).problems[0]?.message).toBe("there is no such file");
  });
  it("may be nested without end, refer to itself, or have lists where objects belong", () => {
    const deep = `${'{"properties":{"a":'.repeat(150)}{}${"}}".repeat(150)}`;
    const { problems } = load({
      "a.yaml": `${head}paths: { /a: [] }
components:
  schemas:
    A: { $ref: "#/components/schemas/B" }
    B: { $ref: "#/components/schemas/A" }
    Loop: &loop { properties: { again: *loop } }
    Deep: ${deep}
    Text: hello
`,
    });
    expect(problems.map(({ place, message }) => `${place} ${message}`)).toEqual([
      "/paths/~1a must be an object",
      "/components/schemas/Loop/properties/again is an alias of what it stands in; use $ref for what repeats itself",
      "/components/schemas/Deep/properties/a/properties is nested more than 200 deep",
      "/components/schemas/Text must be an object",
      expect.stringMatching(/schemas\/A .*leads back to itself/),
    ]);
  });
  it("is read in full however many references are broken, and the first two hundred are told", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`p${n}`, { $ref: `#/components/schemas/None${n}`, description: "x" }]),
    );
    const { document, problems } = load({
      "a.yaml": `${head}components: ${JSON.stringify({ schemas: { A: { properties } } })}`,
    });
    expect(problems).toHaveLength(201);
    expect(problems[200]?.message).toBe("and 200 more problems");
    expect(buildReference(document as never, first).schemaPages.get("A")?.content.fields.length).toBeGreaterThan(100);
  });
});

describe("schemas", () => {
  it("of OpenAPI 3.0 say the same in its own words", () => {
    const built = schemas(
      {
        Old: {
          type: "object",
          properties: {
            size: { type: "integer", minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
            note: { type: "string", nullable: true, example: "hello" },
          },
        },
      },
      "3.0.3",
    );
    const page = built.schemaPages.get("Old");
    expect(page?.content.fields.map(({ type, limits, example }) => ({ type, limits, example }))).toEqual([
      { type: "integer", limits: ["at most 9", "more than 0"], example: null },
      { type: "string or null", limits: [], example: "hello" },
    ]);
  });
  it("have variants that their discriminator tells apart, by mapping, by a fixed value or by their name", () => {
    const card = { type: "object", properties: { number: { type: "string" } } };
    const built = schemas({
      Card: card,
      Bank: card,
      Cash: { type: "object", properties: { kind: { const: "coins" } } },
      Payment: {
        oneOf: ["Card", "Bank", "Cash"].map((name) => ({ $ref: `#/components/schemas/${name}` })),
        discriminator: { propertyName: "kind", mapping: { plastic: "#/components/schemas/Card" } },
      },
      Pet: {
        type: "object",
        properties: { kind: { type: "string" } },
        discriminator: { propertyName: "kind", mapping: { cat: "Cat", dog: "#/components/schemas/Dog" } },
      },
      Cat: { allOf: [{ $ref: "#/components/schemas/Pet" }, { properties: { lives: { type: "integer" } } }] },
      Dog: { allOf: [{ $ref: "#/components/schemas/Pet" }, { properties: { barks: { type: "boolean" } } }] },
    });
    const payment = built.schemaPages.get("Payment")?.content;
    expect(payment).toMatchObject({ choose: "one", discriminator: "kind", refs: ["Card", "Bank", "Cash"] });
    expect(payment?.variants.map(({ title, value, fields }) => [title, value, fields.length])).toEqual([
      ["Card", "plastic", 1],
      ["Bank", "Bank", 1],
      ["Cash", "coins", 1],
    ]);
    expect(built.schemaPages.get("Payment")?.example.value).toEqual({ kind: "plastic", number: "text" });
    const pet = built.schemaPages.get("Pet")?.content;
    expect(pet?.variants.map(({ title, value, fields }) => [title, value, fields.map(({ name }) => name)])).toEqual([
      ["Cat", "cat", ["kind", "lives"]],
      ["Dog", "dog", ["kind", "barks"]],
    ]);
  });
  it("that come back to themselves are cut with a link, in every way they can", () => {
    const built = schemas({
      Node: {
        type: "object",
        required: ["child"],
        properties: {
          child: { $ref: "#/components/schemas/Node" },
          list: { type: "array", items: { $ref: "#/components/schemas/Node" } },
          map: { type: "object", additionalProperties: { $ref: "#/components/schemas/Node" } },
        },
      },
      Items: { type: "array", items: { $ref: "#/components/schemas/Items" } },
      Either: { oneOf: [{ $ref: "#/components/schemas/Either" }, { type: "string" }] },
      Part: { allOf: [{ $ref: "#/components/schemas/Part" }, { properties: { a: { type: "string" } } }] },
    });
    expect(findDrawingProblems(built)).toEqual([]);
    const node = built.schemaPages.get("Node");
    expect(node?.content.fields.map(({ type, fields, refs }) => ({ type, fields, refs }))).toEqual([
      { type: "Node", fields: [], refs: ["Node"] },
      { type: "array of Node", fields: [], refs: ["Node"] },
      { type: "map of Node", fields: [], refs: ["Node"] },
    ]);
    expect(built.schemaPages.get("Part")?.content.fields.map(({ name }) => name)).toEqual(["a"]);
  });
  it("that are too large for one page keep their first level and link to the rest", () => {
    const wide = (ref: string) => ({
      type: "object",
      properties: Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [`f${n}`, { $ref: `#/components/schemas/${ref}` }]),
      ),
    });
    const built = schemas({ A: wide("B"), B: wide("C"), C: { type: "object", properties: { x: { type: "string" } } } });
    const { fields = [] } = built.schemaPages.get("A")?.content ?? {};
    expect(fields).toHaveLength(30);
    expect(fields.every((field) => field.fields.length === 0 && field.refs[0] === "B")).toBe(true);
    expect(writeSchema(built.schemaPages.get("C") as never)).toContain("- [B](");
  });
});

describe("an operation", () => {
  const built = build({
    servers: [{ url: "https://{place}.example.com", variables: { place: { default: "eu", enum: ["eu", "us"] } } }],
    components: {
      securitySchemes: {
        login: { type: "oauth2", flows: { clientCredentials: { tokenUrl: "https://x/t", scopes: { read: "Reads" } } } },
        key: { type: "apiKey", in: "header", name: "X-Key" },
      },
    },
    paths: {
      "/orders/{id}": {
        post: {
          operationId: "orders/create",
          security: [{ login: ["read"], key: [] }, {}],
          externalDocs: { url: "https://example.com/more" },
          parameters: [
            { name: "id", in: "path", required: true, examples: { one: { value: 7 } }, schema: { type: "integer" } },
            { name: "filter", in: "query", content: { "application/json": { schema: { type: "object" } } } },
            { name: "theme", in: "cookie", schema: { enum: ["dark"] } },
          ],
          requestBody: {
            content: {
              "text/xml": { schema: { type: "string" } },
              "application/json": {
                schema: { type: "object" },
                examples: { a: { value: { a: 1 } }, b: { summary: "Second", value: { a: 2 } } },
              },
            },
          },
          responses: {
            "201": {
              description: "Made",
              links: { Cancel: { operationId: "cancel", parameters: { id: "$response.body#/id" } } },
            },
            "4XX": { description: "Refused" },
            default: { description: "Odd" },
          },
          callbacks: {
            paid: {
              "{$request.body#/url}": {
                post: { summary: "It is paid", responses: { "204": { description: "Heard" } } },
              },
            },
          },
          "x-codeSamples": [
            { lang: "Shell", label: "CLI", source: "orders create\n" },
            { lang: "constructor", source: "a" },
            { lang: 5, label: 6, source: "b" },
          ],
        },
        get: { operationId: "cancel", deprecated: true, responses: {} },
        delete: { operationId: "purge", "x-internal": true, responses: {} },
      },
    },
  });
  const operation = built.operations.get("orders/create");
  it("shows cookies, callbacks, links, choices of security with scopes, further media types and all named examples", () => {
    expect(operation?.cookieParameters.map(({ name }) => name)).toEqual(["theme"]);
    expect(operation?.pathParameters[0]?.example).toBe("7");
    expect(operation?.queryParameters[0]?.type).toBe("object, as application/json");
    expect(operation?.body?.mediaType).toBe("application/json");
    expect(operation?.body?.otherTypes).toEqual(["text/xml"]);
    expect(operation?.body?.examples.map(({ title }) => title)).toEqual(["a", "Second"]);
    expect(operation?.authorisation).toBe(
      "`Authorization: Bearer` and an OAuth 2 token (login) with the scope `read` and an API key in the header `X-Key`, or nothing at all",
    );
    expect(operation?.answers[0]?.links).toMatchObject([
      { name: "Cancel", operation: "cancel", parameters: [{ name: "id", value: "$response.body#/id" }] },
    ]);
    expect(operation?.ownSamples).toEqual([
      { label: "CLI", language: "bash", code: "orders create" },
      { label: "constructor", language: "constructor", code: "a" },
      { label: "6", language: "5", code: "b" },
    ]);
    expect(operation?.callbacks).toMatchObject([
      {
        name: "paid",
        method: "POST",
        address: "{$request.body#/url}",
        answers: [{ status: "204", description: "Heard" }],
      },
    ]);
    expect(built.servers[0]).toMatchObject({ address: "https://eu.example.com", variables: [{ name: "place" }] });
    expect(built.authorisation[0]?.flows[0]).toMatchObject({ name: "Client credentials", scopes: [{ name: "read" }] });
    const markdown = operation ? writeOperation(operation) : "";
    for (const words of ["In cookies", "Callback paid", "also as `text/xml`", "Second", "Leads to [cancel]"])
      expect(markdown + JSON.stringify(operation?.body?.examples)).toContain(words);
  });
  it("has the author's samples before ours", () => {
    expect(operation && writeSamples(operation).map(({ label }) => label)).toEqual([
      ...["CLI", "constructor", "6", "curl", "JavaScript", "Python", "Go", "PHP"],
    ]);
  });
  it("shows the author's samples in Markdown too, and ours as curl", () => {
    const markdown = operation ? writeOperation(operation) : "";
    const [, request = ""] = /## A request\n\n([\s\S]*?)\n\n## /.exec(markdown) ?? [];
    expect(request).toMatch(
      /^CLI:\n\n```bash\norders create\n```\n\nconstructor:\n\n```constructor\na\n```\n\n6:\n\n```5\nb\n```\n\ncurl:\n\n```bash\ncurl /,
    );
    const own = { ...operation, ownSamples: [{ label: "cURL", language: "bash", code: "curl own" }] } as Operation;
    expect(writeOperation(own)).toContain("## A request\n\n```bash\ncurl own\n```\n\n## Answers");
  });
  it("that is internal is in no page and not in the published document", () => {
    expect([...built.places.keys()]).toEqual(["cancel", "orders/create"]);
    expect(JSON.stringify(withoutInternal(built.document))).not.toContain("purge");
  });
  it("whose path names what no parameter describes is told", () => {
    expect(findDrawingProblems(built).map(writeProblem)).toEqual([
      "a.yaml: /paths/~1orders~1{id}/get: no parameter describes {id}",
    ]);
  });
});
