/** As much of OpenAPI 3.0 and 3.1 as the reference reads. Unknown parts are left alone. */
export type Ref = { $ref: string; description?: string; summary?: string };
export type Schema = {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema | boolean;
  prefixItems?: Schema[];
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  nullable?: boolean;
  deprecated?: boolean;
  readOnly?: boolean;
  writeOnly?: boolean;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  /** OpenAPI 3.0: whether the minimum itself is out. */
  exclusiveMinimum?: number | boolean;
  exclusiveMaximum?: number | boolean;
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  /** What each value of an enum means; also as `x-enum-descriptions`, a list. */
  "x-enumDescriptions"?: Record<string, string>;
  "x-enum-descriptions"?: string[];
  externalDocs?: ExternalDocs;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  pattern?: string;
  contentMediaType?: string;
  contentEncoding?: string;
};
export type ExternalDocs = { url?: string; description?: string };
export type Media = {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { summary?: string; value?: unknown } | Ref>;
  /** How the fields of a form are written. */
  encoding?: Record<string, { contentType?: string; style?: string; explode?: boolean }>;
};
export type Parameter = {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  deprecated?: boolean;
  description?: string;
  schema?: Schema;
  example?: unknown;
  examples?: Media["examples"];
  /** In place of a schema: one media type. */
  content?: Record<string, Media>;
};
export type ServerObject = {
  url: string;
  description?: string;
  variables?: Record<string, { default?: string; enum?: string[]; description?: string }>;
};
export type LinkObject = {
  operationId?: string;
  operationRef?: string;
  description?: string;
  parameters?: Record<string, unknown>;
};
export type Header = Omit<Parameter, "name" | "in">;
export type RequestBody = { description?: string; required?: boolean; content?: Record<string, Media> };
export type Response = {
  description?: string;
  headers?: Record<string, Header | Ref>;
  content?: Record<string, Media>;
  links?: Record<string, LinkObject | Ref>;
};
export type OperationObject = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  parameters?: (Parameter | Ref)[];
  requestBody?: RequestBody | Ref;
  responses?: Record<string, Response | Ref>;
  security?: Record<string, string[]>[];
  servers?: ServerObject[];
  callbacks?: Record<string, Record<string, PathItem> | Ref>;
  externalDocs?: ExternalDocs;
  /** Kept out of the reference and of the published document. */
  "x-internal"?: boolean;
  /** Samples by the document's author, in place of ours or beside them. */
  "x-codeSamples"?: { lang?: string; label?: string; source?: string }[];
};
export type PathItem = {
  summary?: string;
  description?: string;
  servers?: ServerObject[];
  parameters?: (Parameter | Ref)[];
} & Record<string, unknown>;
export type SecurityScheme = {
  type: string;
  scheme?: string;
  name?: string;
  in?: string;
  description?: string;
  openIdConnectUrl?: string;
  flows?: Record<
    string,
    { authorizationUrl?: string; tokenUrl?: string; refreshUrl?: string; scopes?: Record<string, string> }
  >;
};
export type OpenApiDocument = {
  openapi: string;
  info: { title: string; version: string; summary?: string; description?: string };
  servers?: ServerObject[];
  /** `x-displayName`: the group's name for people. */
  tags?: { name: string; description?: string; "x-displayName"?: string }[];
  externalDocs?: ExternalDocs;
  paths?: Record<string, PathItem>;
  webhooks?: Record<string, PathItem>;
  security?: Record<string, string[]>[];
  components?: { schemas?: Record<string, Schema>; securitySchemes?: Record<string, SecurityScheme | Ref> };
};

export const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** Where a document is wrong: its file and the place in it. */
export class DocumentError extends Error {
  constructor(file: string, place: string, message: string) {
    super(`${file}: ${place ? `${place}: ` : ""}${message}`);
    this.name = "DocumentError";
  }
}

/** Follows references within one document, which lib/base/openapi has put together of its files. */
export class Resolver {
  /** Schemas with their allOf laid together, kept: large documents ask for the same ones thousands of times. */
  readonly flat = new WeakMap<object, Schema>();

  constructor(
    private readonly document: OpenApiDocument,
    private readonly file: string,
  ) {}

  /** The name of one of the document's own schemas, from a reference to it. */
  schemaName(ref: string | undefined): string | null {
    const name = ref?.startsWith("#/components/schemas/") ? ref.slice("#/components/schemas/".length) : "";
    const plain = name.replaceAll("~1", "/").replaceAll("~0", "~");
    return name && Object.hasOwn(this.document.components?.schemas ?? {}, plain) ? plain : null;
  }

  schemaNamed(name: string): Schema | undefined {
    const schemas = this.document.components?.schemas ?? {};
    return Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  }

  /** What `value` refers to, with descriptions beside the reference put over it (OpenAPI 3.1). */
  follow<T extends object>(value: T | Ref): T {
    let current: T | Ref = value;
    const passed = new Set<string>();
    let over: Partial<Ref> = {};
    while ("$ref" in current && typeof current.$ref === "string") {
      const { $ref, ...beside }: Ref = current;
      if (passed.has($ref)) throw new DocumentError(this.file, $ref, "refers to itself");
      passed.add($ref);
      over = { ...beside, ...over };
      current = this.lookUp($ref) as T | Ref;
    }
    return Object.keys(over).length ? ({ ...current, ...over } as T) : (current as T);
  }

  private lookUp(ref: string): unknown {
    if (!ref.startsWith("#/")) throw new DocumentError(this.file, ref, "leads out of the document");
    let place: unknown = this.document;
    for (const part of ref.slice(2).split("/")) {
      const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
      place = typeof place === "object" && place !== null ? (place as Record<string, unknown>)[key] : undefined;
    }
    if (typeof place !== "object" || place === null) throw new DocumentError(this.file, ref, "there is nothing there");
    return place;
  }
}
