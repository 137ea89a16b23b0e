import { z } from "zod";

/** What the pages of the reference show of an OpenAPI document: plain data, references followed, descriptions as HTML. */

/** One field of a body, a parameter or a header, with what is inside it. */
export type Field = {
  name: string;
  /** In words: `string`, `array of Parcel`, `integer or null`. */
  type: string;
  required: boolean;
  deprecated: boolean;
  readOnly: boolean;
  writeOnly: boolean;
  /** As the document says it, Markdown. */
  description: string;
  descriptionHtml: string;
  /** Limits in words: `at most 80 characters`. */
  limits: string[];
  values: string[];
  /** JSON of the default. */
  default: string | null;
  /** JSON or text of an example. */
  example: string | null;
  fields: Field[];
  /** Alternatives of a oneOf or anyOf. */
  variants: { title: string; type: string; fields: Field[] }[];
};

export type Example = { title: string; value: unknown };

/** A request's or a response's content. */
export type Body = {
  mediaType: string;
  required: boolean;
  description: string;
  descriptionHtml: string;
  content: Field;
  examples: Example[];
};

export type Answer = {
  status: string;
  description: string;
  descriptionHtml: string;
  headers: Field[];
  body: Body | null;
};

export type OperationSummary = {
  /** The operationId; its address in the reference. */
  id: string;
  kind: "operation" | "webhook";
  method: string;
  /** The path, or the name of a webhook's event. */
  path: string;
  summary: string;
  group: string;
  deprecated: boolean;
};

export type Operation = OperationSummary & {
  /** Markdown, for the search and for meta tags. */
  description: string;
  descriptionHtml: string;
  pathParameters: Field[];
  queryParameters: Field[];
  headerParameters: Field[];
  body: Body | null;
  answers: Answer[];
  /** How calls are authorised, in words; null when they need nothing. */
  authorisationHtml: string | null;
  /** The same as Markdown. */
  authorisation: string | null;
  /** Where a call carries its key; null when it needs none. */
  key: KeyPlace | null;
};

/** Where a call carries its key. */
export type KeyPlace = { in: "bearer" } | { in: "basic" } | { in: "header" | "query"; name: string };

export type Group = { name: string; slug: string; descriptionHtml: string; operations: OperationSummary[] };

export type Reference = {
  title: string;
  version: string;
  description: string;
  descriptionHtml: string;
  servers: { url: string; description: string; descriptionHtml: string }[];
  authorisation: { text: string; html: string; description: string; descriptionHtml: string }[];
  groups: Group[];
  webhooks: OperationSummary[];
  operations: Map<string, Operation>;
};

/** One request in the languages of the samples. `code` has marks for the portal's address and the key (base/page-variables). */
export type Sample = { label: string; language: string; code: string };

/** How one value of a request is typed in. `json`: whatever has no simple form. */
export type TryKind = "string" | "integer" | "number" | "boolean" | "array" | "object" | "json";

/** One value of a request that Try it asks for. */
export type TryField = {
  name: string;
  kind: TryKind;
  required: boolean;
  deprecated: boolean;
  /** Plain text. */
  description: string;
  values: string[];
  default: string | null;
  format: string | null;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  /** What an array holds. */
  item?: TryKind;
  /** An array in a query: a parameter per item, or one with commas. */
  repeated?: boolean;
  /** What a parameter begins with. */
  sample: string | null;
  /** Of an object. */
  fields: TryField[];
};

export type TryBody = {
  kind: "json" | "text" | "unsupported";
  mediaType: string;
  required: boolean;
  /** Bodies of the document, the first one to begin with. */
  samples: { title: string; text: string }[];
  /** Of a JSON object; none when it has no simple form. */
  fields: TryField[];
};

/** A server that may be called. `own`: the portal's own sandbox, by its path. */
export type TryServer = { url: string; label: string; own: boolean };

export type TryForm = {
  operation: string;
  method: string;
  path: string;
  summary: string;
  servers: TryServer[];
  key: KeyPlace | null;
  pathFields: TryField[];
  queryFields: TryField[];
  headerFields: TryField[];
  body: TryBody | null;
};

const longText = z.string().max(8_192, "must have at most 8192 characters");
const named = z.record(z.string().max(200), longText);

/** What somebody typed into Try it. An empty value is one that is not sent. */
export const tryValuesSchema = z.strictObject({
  /** One of the form's servers. */
  server: z.string().max(2_048),
  path: named.default({}),
  query: named.default({}),
  headers: named.default({}),
  body: z.string().max(262_144, "must have at most 262144 characters").optional(),
  /** What the portal's own sandbox is to play (its header Sandbox-Scenario). */
  scenario: z.string().max(500, "must have at most 500 characters").optional(),
  /** Sends what breaks the document's types and limits too, to see how the API refuses it. */
  unchecked: z.boolean().default(false),
});
export type TryValues = z.output<typeof tryValuesSchema>;

/** One request ready to be sent, without its key. */
export type ComposedCall = {
  method: string;
  server: TryServer;
  /** Path and query below the server. */
  target: string;
  headers: [string, string][];
  body: string | undefined;
};
