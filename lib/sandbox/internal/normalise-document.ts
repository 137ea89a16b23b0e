import type { Document } from "openapi-backend";
import { type Body, isObject } from "./context";
import { lookUp } from "./look-up";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/**
 * The document as validators read it, on a copy: schemas of OpenAPI 3.0 become JSON Schema (`nullable`, boolean `exclusiveMinimum`), patterns no
 * engine takes are left out, operations without an id of their own get one, and JSON by another name (`application/vnd.x+json`) counts as
 * JSON in requests. What had to be left out is told in `problems`.
 */
export function normaliseDocument(given: Document): { definition: Document; problems: string[] } {
  const definition = structuredClone(given);
  const problems: string[] = [];
  const resolve = (ref: string) => lookUp(definition, ref);
  walk(definition, false, problems, new Set());
  openParts(definition, resolve, problems);
  nameOperations(definition, problems);
  return { definition, problems };
}

/** Maps whose keys are names somebody chose, not keywords. */
const maps = new Set(["properties", "patternProperties", "schemas", "$defs", "definitions", "dependentSchemas"]);
/** Values, not schemas. */
const values = new Set(["example", "examples", "default", "enum", "const"]);

function walk(node: unknown, isMap: boolean, problems: string[], seen: Set<object>): void {
  if (typeof node !== "object" || node === null || seen.has(node)) return;
  seen.add(node);
  if (Array.isArray(node)) {
    for (const item of node) walk(item, false, problems, seen);
    return;
  }
  const body = node as Body;
  if (!isMap) mendSchema(body, problems);
  for (const [key, value] of Object.entries(body)) {
    if (!isMap && (values.has(key) || key.startsWith("x-"))) continue;
    walk(value, !isMap && maps.has(key), problems, seen);
  }
}

function mendSchema(schema: Body, problems: string[]): void {
  for (const [bound, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    if (typeof schema[exclusive] !== "boolean") continue;
    if (schema[exclusive] && typeof schema[bound] === "number") {
      schema[exclusive] = schema[bound];
      delete schema[bound];
    } else delete schema[exclusive];
  }
  if (typeof schema.pattern === "string" && !isPattern(schema.pattern)) {
    problems.push(`the pattern ${schema.pattern.slice(0, 80)} is no regular expression and is left out`);
    delete schema.pattern;
  }
  if (typeof schema.nullable === "boolean") {
    const nullable = schema.nullable;
    delete schema.nullable;
    if (nullable) allowNull(schema);
  }
}

/**
 * `additionalProperties: false` in a part of allOf forbids what the other parts bring: no value at all would do. Authors mean the whole, so the
 * parts are opened.
 */
function openParts(definition: Document, resolve: (ref: string) => unknown, problems: string[]): void {
  const seen = new Set<object>();
  let opened = 0;
  const open = (part: unknown, depth: number) => {
    let schema = part;
    for (let hop = 0; isObject(schema) && typeof schema.$ref === "string" && hop < 20; hop++)
      schema = resolve(schema.$ref);
    if (!isObject(schema) || depth > 10) return;
    if (schema.additionalProperties === false) {
      delete schema.additionalProperties;
      opened++;
    }
    if (Array.isArray(schema.allOf)) for (const inner of schema.allOf) open(inner, depth + 1);
  };
  const visit = (node: unknown) => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    if (isObject(node) && Array.isArray(node.allOf)) {
      const bringing = [node, ...node.allOf].filter(
        (part) => part !== node || "properties" in node || node.additionalProperties === false,
      );
      if (bringing.length > 1) open(node, 0);
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(definition);
  if (opened)
    problems.push(`${opened} times additionalProperties: false in a part of allOf allows no value; it is left out`);
}

function allowNull(schema: Body): void {
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
  if (typeof schema.type === "string") {
    if (schema.type !== "null") schema.type = [schema.type, "null"];
    return;
  }
  if (Array.isArray(schema.type) || Array.isArray(schema.enum)) return;
  for (const many of ["anyOf", "oneOf"] as const) {
    if (!Array.isArray(schema[many])) continue;
    schema[many] = [...schema[many], { type: "null" }];
    return;
  }
  // In 3.0 `nullable` beside allOf or $ref says nothing by the letter; every author means it.
  const { description, example, ...rest } = schema;
  if (!("$ref" in rest || "allOf" in rest)) return;
  for (const key of Object.keys(rest)) delete schema[key];
  Object.assign(schema, { anyOf: [rest, { type: "null" }] });
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

function nameOperations(definition: Document, problems: string[]): void {
  const taken = new Set<string>();
  for (const [path, item] of Object.entries(definition.paths ?? {})) {
    if (!isObject(item)) continue;
    for (const method of methods) {
      const operation = item[method];
      if (!isObject(operation)) continue;
      const written = typeof operation.operationId === "string" ? operation.operationId : "";
      let id = written || nameOf(method, path);
      if (taken.has(id)) {
        if (written) problems.push(`the operationId ${id} stands at several operations`);
        for (let n = 2; taken.has(id); n++) id = `${written || nameOf(method, path)}${n}`;
      }
      taken.add(id);
      operation.operationId = id;
      acceptJsonByOtherNames(operation.requestBody);
    }
  }
}

function acceptJsonByOtherNames(requestBody: unknown): void {
  if (!isObject(requestBody) || !isObject(requestBody.content)) return;
  const { content } = requestBody;
  const other = Object.keys(content).find((type) => /json/i.test(type));
  if (other && !content["application/json"]) content["application/json"] = content[other];
}

/** `GET /accounts/{id}/keys` -> `getAccountsIdKeys`. */
function nameOf(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method + words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
}
