import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildReference } from "./internal/build-reference";
import type { Operation } from "./schema";
import { writeOperation } from "./write-operation";
import { writeSamples } from "./write-samples";

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), "waymark-bodies-"));
let seen: { contentType: string; body: string }[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    seen.push({ contentType: request.headers["content-type"] ?? "", body: Buffer.concat(chunks).toString() });
    response.end("{}");
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

type Schema = Record<string, unknown>;
function operationWith(document: Record<string, unknown>, post: Record<string, unknown>, api = "other"): Operation {
  const whole = {
    ...{ openapi: "3.1.0", info: { title: "T", version: "1" }, ...document },
    paths: { "/x": { post: { operationId: "x", responses: {}, ...post } } },
  };
  const built = buildReference(whole as never, "a.yaml", { api });
  expect(built.problems).toEqual([]);
  return built.operations.get(api ? `${api}/x` : "x") as Operation;
}
const sending = (mediaType: string, schema: Schema, document = {}) =>
  operationWith(document, { requestBody: { content: { [mediaType]: { schema } } } });
const answering = (schema: Schema, document = {}) =>
  operationWith(document, { responses: { 200: { description: "", content: { "application/json": { schema } } } } });
const codeOf = (operation: Operation, label: string) =>
  writeSamples(operation).find((sample) => sample.label === label)?.code ?? "";

describe("the address samples call", () => {
  const addressIn = (servers?: unknown) => {
    const operation = operationWith(servers ? { servers } : {}, {});
    // Each language finds it readable.
    expect(writeSamples(operation)).toHaveLength(6);
    return operation.address;
  };
  // The config's `api.baseUrl` is where the API lives when its document does not say.
  it.each([
    ["no servers at all", undefined, "https://api.parcelway.example"],
    ["a path", [{ url: "/v2" }], "https://api.parcelway.example/v2"],
    ["the root, OpenAPI's own default", [{ url: "/" }], "https://api.parcelway.example/"],
    ["a variable nobody describes", [{ url: "https://{tenant}.example.com" }], "https://{tenant}.example.com"],
    ["a whole address", [{ url: "https://a.example.com/v1" }], "https://a.example.com/v1"],
  ])("with %s", (_, servers, address) => {
    expect(addressIn(servers)).toBe(address);
  });
});

describe("a body that is no JSON", () => {
  const here = () => ({ servers: [{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }] });
  async function sent(operation: Operation, label: "curl" | "JavaScript") {
    seen = [];
    const code = codeOf(operation, label);
    const [program, args] =
      label === "curl" ? ["sh", ["-c", code]] : [process.execPath, ["--input-type=module", "-e", code]];
    await run(program as string, args as string[], { cwd: folder });
    expect(seen).toHaveLength(1);
    return seen[0] as (typeof seen)[number];
  }
  it("is written as a file", async () => {
    const operation = sending("application/octet-stream", { type: "string", format: "binary" }, here());
    writeFileSync(path.join(folder, "file.bin"), "BYTES\n");
    for (const label of ["curl", "JavaScript"] as const) expect((await sent(operation, label)).body).toBe("BYTES\n");
  });
  it("is written as text", () => {
    expect(codeOf(sending("text/csv", { type: "string", example: "a,b" }), "curl")).toContain("-d 'a,b'");
  });
});

describe("an example nobody wrote", () => {
  const parcel = {
    type: "object",
    properties: { id: { type: "string" }, weight: { type: "integer" }, old: { type: "string", deprecated: true } },
  };
  it("shows what may come back, and what must be sent", () => {
    const schema = { ...parcel, required: ["id"] };
    expect(answering(schema).answers[0]?.body?.examples[0]?.value).toEqual({ id: "text", weight: 1 });
    expect(sending("application/json", schema).body?.examples[0]?.value).toEqual({ id: "text" });
  });
  it("is no empty object where nothing is required", () => {
    expect(sending("application/json", parcel).body?.examples[0]?.value).toEqual({ id: "text", weight: 1 });
  });
  it("leaves out what comes back to itself, and what only the other side sends", () => {
    const components = {
      schemas: {
        Tree: {
          type: "object",
          properties: {
            name: { type: "string" },
            parent: { $ref: "#/components/schemas/Tree", description: "Above it" },
            children: { type: "array", items: { $ref: "#/components/schemas/Tree" } },
            secret: { type: "string", writeOnly: true },
          },
        },
      },
    };
    const operation = answering({ $ref: "#/components/schemas/Tree" }, { components });
    expect(operation.answers[0]?.body?.examples[0]?.value).toEqual({ name: "text" });
  });
  it("is none for a picture", () => {
    const content = { "image/png": { schema: { type: "string" } } };
    const operation = operationWith({}, { responses: { 200: { description: "A label", content } } });
    expect(operation.answers[0]?.body?.examples).toEqual([]);
    expect(writeOperation(operation)).not.toContain("```json");
  });
});

describe("a reference with something beside it", () => {
  const components = {
    schemas: {
      Person: {
        type: "object",
        properties: {
          boss: { nullable: true, allOf: [{ $ref: "#/components/schemas/Person" }] },
          home: { anyOf: [{ $ref: "#/components/schemas/Place" }, { type: "null" }] },
        },
      },
      Place: { type: "object", properties: { city: { type: "string" } } },
    },
  };
  it("keeps the name of what it refers to, and is cut where that comes back", () => {
    const body = answering({ $ref: "#/components/schemas/Person" }, { components }).answers[0]?.body;
    expect(body?.content.fields.map(({ type, refs, fields }) => [type, refs, fields.map(({ name }) => name)])).toEqual([
      ["Person or null", ["Person"], []],
      ["Place or null", ["Place"], ["city"]],
    ]);
  });
});
