/** What a field must be where what reads documents relies on it. */
export type Wanted = "a text" | "a number" | "a list" | "a list of texts" | "a list of objects" | "an object";

const fields = (wanted: Wanted, names: string) => Object.fromEntries(names.split(" ").map((name) => [name, wanted]));
const words = fields("a text", "summary description");

/** Fields by the part of a document (shape.ts) that holds them. */
const wantedIn: Record<string, Record<string, Wanted>> = {
  root: { ...fields("a list of objects", "servers tags security"), ...fields("an object", "info externalDocs") },
  pathItem: { ...words, servers: "a list of objects" },
  operation: {
    ...words,
    operationId: "a text",
    tags: "a list of texts",
    ...fields("a list of objects", "servers security"),
    externalDocs: "an object",
  },
  parameter: fields("a text", "name in description style"),
  header: { description: "a text" },
  requestBody: { description: "a text" },
  response: { description: "a text" },
  link: fields("a text", "description operationId operationRef"),
  example: words,
  securityScheme: fields("a text", "type scheme name in description openIdConnectUrl"),
  schema: {
    ...fields("a text", "title description format pattern"),
    ...fields("a list", "enum examples"),
    required: "a list of texts",
    ...fields(
      "a number",
      "minimum maximum multipleOf minLength maxLength minItems maxItems minProperties maxProperties",
    ),
    discriminator: "an object",
  },
};

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === "string";

const fits: Record<Wanted, (value: unknown) => boolean> = {
  "a text": isText,
  "a number": (value) => typeof value === "number",
  "a list": Array.isArray,
  "a list of texts": (value) => Array.isArray(value) && value.every(isText),
  "a list of objects": (value) => Array.isArray(value) && value.every(isObject),
  "an object": isObject,
};

/**
 * Takes away fields that cannot be what they are, and tells each with what it must be. What YAML made of an author's text (`title: 2024`) is a
 * text again; a field without a value is none.
 */
export function checkValues(
  object: Record<string, unknown>,
  kind: string,
  tell: (key: string, message: string) => void,
): void {
  for (const [key, wanted] of Object.entries(wantedIn[kind] ?? {})) {
    const value = object[key];
    if (value === undefined || fits[wanted](value)) continue;
    if (wanted === "a text" && (typeof value === "number" || typeof value === "boolean")) object[key] = String(value);
    else {
      if (value !== null) tell(key, `must be ${wanted}`);
      delete object[key];
    }
  }
}
