import { describe, expect, it } from "vitest";
import type { PortalError } from "@/lib/base/errors";
import { composeCall } from "./compose-call";
import { encodeForm } from "./encode-form";
import { getTryForm } from "./get-try-form";
import { buildReference } from "./internal/build-reference";
import { buildTryForm } from "./internal/build-try-form";
import { type OpenApiDocument, Resolver } from "./internal/document";
import { type Operation, type TryForm, type TryValues, tryValuesSchema } from "./schema";
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
    "/labels": {
      post: {
        operationId: "addLabel",
        parameters: [
          { name: "region", in: "cookie", required: true, schema: { type: "string", enum: ["eu", "us/1"] } },
          { name: "note", in: "cookie", schema: { type: "string" } },
        ],
        requestBody: {
          required: true,
          content: {
            "multipart/form-data": {
              schema: {
                type: "object",
                required: ["label", "title"],
                properties: {
                  id: { type: "string", readOnly: true },
                  title: { type: "string", maxLength: 5, example: "Box 7" },
                  label: { type: "string", format: "binary" },
                  photos: { type: "array", items: { contentMediaType: "image/png" } },
                  size: { type: "object", properties: { mm: { type: "integer" } } },
                  tags: { type: "array", items: { type: "string" } },
                  digest: { type: "string", format: "byte" },
                },
              },
              encoding: { label: { contentType: "application/pdf, image/*" } },
            },
          },
        },
        responses: {},
      },
    },
    "/search": {
      post: {
        operationId: "search",
        security: [{ cookieKey: [] }],
        requestBody: {
          content: {
            "application/x-www-form-urlencoded": {
              schema: {
                type: "object",
                properties: {
                  q: { type: "string" },
                  kinds: { type: "array", items: { type: "string", enum: ["a", "b"] } },
                  near: { type: "array", items: { type: "number" } },
                  address: { type: "object" },
                  raw: { type: "object" },
                },
              },
              example: { q: "mill & co", address: { city: "Gent" } },
              encoding: { near: { explode: false }, address: { style: "deepObject" } },
            },
          },
        },
        responses: {},
      },
    },
    "/pictures": {
      put: {
        operationId: "putPicture",
        security: [],
        requestBody: { required: true, content: { "image/*": { schema: {} } } },
        responses: {},
      },
      post: {
        operationId: "postPicture",
        security: [],
        requestBody: { content: { "application/vnd.depot": { schema: { type: "string", format: "binary" } } } },
        responses: {},
      },
    },
    "/signed": { get: { operationId: "signed", security: [{ key: [], cookieKey: [] }], responses: {} } },
    "/ping": { get: { operationId: "ping", security: [], responses: {} } },
  },
  components: {
    securitySchemes: {
      key: { type: "apiKey", in: "header", name: "X-Depot-Key" },
      cookieKey: { type: "apiKey", in: "cookie", name: "depot" },
    },
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
const refusals = (more: object) => refusalsOf(form, typed(more));
const refusalsOf = (given: TryForm, values: TryValues) => {
  try {
    composeCall(given, values);
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

describe("a form's body", () => {
  const label = { ...formOf("addLabel"), maxFileBytes: 8 };
  const search = formOf("search");
  const file = (name: string, type: string, text?: string) => ({
    name,
    type,
    ...(text === undefined ? {} : { data: Buffer.from(text).toString("base64") }),
  });
  const valuesOf = (more: object) =>
    tryValuesSchema.parse({ server: "/sandbox", cookies: { region: "eu" }, ...more } as object);
  const pdf = file("a.pdf", "application/pdf", "%PDF-1");

  it("has its fields by what they are sent as: text, files, lists, JSON", () => {
    expect(label.body).toMatchObject({ kind: "form", encoding: "multipart" });
    expect(label.body?.fields).toMatchObject([
      { name: "title", kind: "string", sample: "Box 7" },
      { name: "label", kind: "file", required: true, repeated: false, partTypes: ["application/pdf", "image/*"] },
      { name: "photos", kind: "file", repeated: true, partTypes: ["image/png"], sample: null },
      { name: "size", kind: "json", partTypes: ["application/json"] },
      { name: "tags", kind: "array", repeated: true },
      { name: "digest", kind: "string", format: "byte" },
    ]);
    expect(search.body?.fields).toMatchObject([
      { name: "q", sample: "mill & co" },
      { name: "kinds", repeated: true },
      { name: "near", repeated: false },
      { name: "address", kind: "json", deep: true, sample: '{"city":"Gent"}' },
      { name: "raw", kind: "json", deep: false },
    ]);
  });

  it("is encoded as a server reads it: files, a type of its own for JSON, a list part by part", async () => {
    const photos = [file("x.png", "image/png", "1"), file('C:\\"y".png', "image/png", "2")];
    const call = composeCall(
      { ...label, maxFileBytes: 100 },
      valuesOf({
        cookies: { region: "us/1", note: "a b;c=%" },
        form: { title: "Böx", size: '{ "mm": 5 }', tags: "a, b" },
        files: { label: [pdf], photos },
      }),
    );
    expect(call.headers).toEqual([["Cookie", "region=us/1; note=a%20b%3Bc=%25"]]);
    const { type, body } = encodeForm(call.form as never);
    expect(Buffer.from(body).toString()).toContain('name="size"\r\nContent-Type: application/json\r\n\r\n{"mm":5}\r\n');
    const read = await new Response(body, { headers: { "content-type": type ?? "" } }).formData();
    expect([...read.keys()]).toEqual(["title", "label", "photos", "photos", "size", "tags", "tags"]);
    expect(read.get("title")).toBe("Böx");
    const sent = read.get("label") as File;
    expect([sent.name, sent.type, await sent.text()]).toEqual(["a.pdf", "application/pdf", "%PDF-1"]);
    expect((read.getAll("photos") as File[]).map(({ name }) => name)).toEqual(["x.png", '"y".png']);
  });

  it("without files is pairs, objects as the document says, and a key in a cookie is written there", () => {
    const call = composeCall(
      search,
      tryValuesSchema.parse({
        server: "https://staging.example.com/v1",
        form: {
          q: "mill & co",
          kinds: "a,b",
          near: "1, 2.5",
          address: '{"city":"Gent","lines":["x","y"]}',
          raw: '{"a": 1}',
        },
      }),
    );
    expect(Buffer.from(encodeForm(call.form as never).body).toString()).toBe(
      "q=mill+%26+co&kinds=a&kinds=b&near=1%2C2.5&address%5Bcity%5D=Gent&address%5Blines%5D%5B0%5D=x&address%5Blines%5D%5B1%5D=y&raw=%7B%22a%22%3A1%7D",
    );
    expect(writeCallSamples(search.key, call)[0]?.code).toContain('-H "Cookie: depot=WMXTSANDBOXKEYXMW"');
    expect(composeCall(search, tryValuesSchema.parse({ server: "/sandbox" })).form).toBeUndefined();
    // Two keys together are more than the portal can attach.
    expect(formOf("signed")).toMatchObject({ key: null, unmet: expect.stringContaining("X-Depot-Key") });
  });

  it("of one file is the file, as what the document says that it is", () => {
    const [put, post] = [formOf("putPicture"), formOf("postPicture")];
    expect(put.body).toMatchObject({ kind: "form", encoding: "file", fields: [{ name: "file", kind: "file" }] });
    const given = (type: string) => valuesOf({ cookies: {}, files: { file: [file("it's.png", type, "png")] } });
    const call = composeCall(put, given("image/png"));
    expect(call.headers).toEqual([["Content-Type", "image/png"]]);
    expect(encodeForm(call.form as never)).toEqual({ body: new Uint8Array(Buffer.from("png")) });
    expect(writeCallSamples(null, call)[0]?.code).toBe(
      `curl -X PUT WMXTPORTALURLXMW/sandbox/pictures \\\n  -H "Content-Type: image/png" \\\n  --data-binary '@it'\\''s.png'`,
    );
    expect(refusalsOf(put, given("text/plain"))).toEqual(["/form/file must be image/*, and it's.png is text/plain"]);
    expect(refusalsOf(put, valuesOf({ cookies: {} }))).toEqual(["/form/file is required: choose a file"]);
    expect(composeCall(post, valuesOf({ cookies: {} })).form).toBeUndefined();
    // A type that no browser knows is the document's to say.
    expect(composeCall(post, given("")).headers).toEqual([["Content-Type", "application/vnd.depot"]]);
  });

  it("says beside each field what is wrong: missing, too large, of another type, chosen before", () => {
    const wrongs = (more: object) => refusalsOf(label, valuesOf(more));
    expect(wrongs({ cookies: {}, form: { title: "Box 17", size: "{", x: "1" }, files: { y: [pdf] } })).toEqual([
      "/form/x is not a field of this operation",
      "/form/y is not a file of this operation",
      "/cookies/region is required",
      "/form/title must have at most 5 characters",
      "/form/label is required: choose a file",
      "/form/size is not valid JSON: it ends too early",
    ]);
    const ok = { form: { title: "a" } };
    const with_ = (...files: object[]) => wrongs({ ...ok, files: { label: files } });
    expect(with_(pdf)).toEqual([]);
    expect(with_(pdf, pdf)).toEqual([
      "/form/label takes one file",
      "/form/label is too large: files may have 1 KB together",
    ]);
    expect(with_(file("a.txt", "text/plain", "a"))).toEqual([
      "/form/label must be application/pdf or image/*, and a.txt is text/plain",
    ]);
    expect(with_(file("a.pdf", "application/pdf"))).toEqual(["/form/label must be chosen again: a.pdf is not kept"]);
    expect(with_({ ...pdf, data: "%%%" })).toEqual(["/form/label is not base64"]);
    // Unchecked says nothing about the document, and still sends no more than may be sent.
    expect(wrongs({ unchecked: true, cookies: {}, files: { label: [file("a", "", "123456789")] } })).toEqual([
      "/form/label is too large: files may have 1 KB together",
    ]);
    expect(refusals({ form: { a: "1" } })).toEqual(["/form/a is not a field of this operation"]);
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
