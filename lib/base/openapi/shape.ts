/** What may stand where in an OpenAPI 3.0 or 3.1 document, as far as references and schemas are looked for in it. */

export type Part = { list?: true; keys?: Record<string, string>; each?: string; home?: string };

/** Names of parts: `keys` are fields of a fixed name, `each` is what a map or list holds, `home` the room of `components` for such a thing. */
export const shape: Record<string, Part> = {
  root: { keys: { paths: "pathItems", webhooks: "pathItems", components: "components" } },
  components: {
    keys: {
      schemas: "schemas",
      parameters: "parameterMap",
      headers: "headers",
      responses: "responses",
      requestBodies: "requestBodies",
      examples: "examples",
      callbacks: "callbacks",
      links: "links",
      securitySchemes: "securitySchemes",
      pathItems: "pathItems",
    },
  },
  pathItems: { each: "pathItem" },
  pathItem: {
    keys: {
      parameters: "parameterList",
      ...Object.fromEntries(
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"].map((method) => [method, "operation"]),
      ),
    },
  },
  operation: {
    keys: {
      parameters: "parameterList",
      requestBody: "requestBody",
      responses: "responses",
      callbacks: "callbacks",
    },
  },
  parameterList: { list: true, each: "parameter" },
  parameterMap: { each: "parameter" },
  parameter: { keys: { schema: "schema", content: "content", examples: "examples" }, home: "parameters" },
  headers: { each: "header" },
  header: { keys: { schema: "schema", content: "content", examples: "examples" }, home: "headers" },
  requestBodies: { each: "requestBody" },
  requestBody: { keys: { content: "content" }, home: "requestBodies" },
  responses: { each: "response" },
  response: { keys: { headers: "headers", content: "content", links: "links" }, home: "responses" },
  content: { each: "media" },
  media: { keys: { schema: "schema", examples: "examples", encoding: "encodings" } },
  encodings: { each: "encoding" },
  encoding: { keys: { headers: "headers" } },
  callbacks: { each: "callback" },
  callback: { each: "pathItem", home: "callbacks" },
  links: { each: "link" },
  link: { home: "links" },
  examples: { each: "example" },
  example: { home: "examples" },
  securitySchemes: { each: "securityScheme" },
  securityScheme: { home: "securitySchemes" },
  schemas: { each: "schema" },
  schemaList: { list: true, each: "schema" },
  schema: {
    keys: {
      ...Object.fromEntries(
        ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"].map((key) => [key, "schemas"]),
      ),
      ...Object.fromEntries(
        [
          ...["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"],
          ...["unevaluatedProperties", "unevaluatedItems"],
        ].map((key) => [key, "schema"]),
      ),
      ...Object.fromEntries(["allOf", "oneOf", "anyOf", "prefixItems"].map((key) => [key, "schemaList"])),
    },
    home: "schemas",
  },
};

/** Maps in which a name with `x-` is an extension, not an entry. */
export const extensible = new Set(["pathItems", "responses", "callback"]);
