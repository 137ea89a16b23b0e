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
  /** Whether exactly one or any of the variants fits. */
  choose: "one" | "any" | null;
  /** The field whose value tells which variant it is. */
  discriminator: string | null;
  /** Alternatives of a oneOf or anyOf, or of a discriminator's mapping. */
  variants: Variant[];
  /** Names of the document's schemas that the type speaks of: each has a page. */
  refs: string[];
};

export type Variant = {
  title: string;
  type: string;
  /** What the discriminator says for it. */
  value: string | null;
  fields: Field[];
  refs: string[];
};

export type Example = { title: string; value: unknown };

/** A request's or a response's content. */
export type Body = {
  mediaType: string;
  /** What it is made of when it is a form. */
  form: FormShape | null;
  required: boolean;
  description: string;
  descriptionHtml: string;
  content: Field;
  examples: Example[];
  /** Other media types of the same. */
  otherTypes: string[];
};

/** What an answer can be followed up with. `operation`: its id, if the document has it. */
export type AnswerLink = {
  name: string;
  operation: string | null;
  description: string;
  descriptionHtml: string;
  /** `shipmentId` is `$response.body#/id`. */
  parameters: { name: string; value: string }[];
};

export type Answer = {
  status: string;
  description: string;
  descriptionHtml: string;
  headers: Field[];
  body: Body | null;
  links: AnswerLink[];
};

/** A call that comes back to the caller. */
export type Callback = {
  name: string;
  method: string;
  /** Where it goes: an address with expressions, `{$request.body#/callbackUrl}`. */
  address: string;
  summary: string;
  description: string;
  descriptionHtml: string;
  body: Body | null;
  answers: { status: string; description: string }[];
};

export type Server = {
  url: string;
  /** With its variables at their defaults. */
  address: string;
  description: string;
  descriptionHtml: string;
  variables: { name: string; default: string; values: string[]; description: string }[];
};

export type OperationSummary = {
  /** The operationId, after `{api}/` for an API that is not the portal's first; its address in the reference. */
  id: string;
  /** Which API; empty for the first one. */
  api: string;
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
  cookieParameters: Field[];
  body: Body | null;
  answers: Answer[];
  /** How calls are authorised, in words; null when they need nothing. */
  authorisationHtml: string | null;
  /** The same as Markdown. */
  authorisation: string | null;
  /** Where a call carries its key; null when it needs none. */
  key: KeyPlace | null;
  /** Where samples call it; null: the portal's own sandbox. */
  address: string | null;
  /** Own servers, where they are not those of the document. */
  servers: Server[];
  callbacks: Callback[];
  /** What the document says to read on. */
  more: { url: string; description: string } | null;
  /** Samples written in the document (`x-codeSamples`), by label. */
  ownSamples: Sample[];
};

/** Where a call carries its key. */
export type KeyPlace = { in: "bearer" } | { in: "basic" } | { in: "header" | "query" | "cookie"; name: string };

export type Group = { name: string; slug: string; descriptionHtml: string; operations: OperationSummary[] };

/** One of the document's schemas, as listed. */
export type SchemaSummary = { name: string; title: string };

export type SchemaPage = {
  name: string;
  api: string;
  title: string;
  deprecated: boolean;
  content: Field;
  example: Example;
  /** Operations that speak of it, and schemas that have it inside. */
  operations: OperationSummary[];
  schemas: string[];
};

export type Authorisation = {
  name: string;
  text: string;
  html: string;
  description: string;
  descriptionHtml: string;
  /** OAuth 2 flows and OpenID Connect: what, where, which scopes. */
  flows: { name: string; addresses: { label: string; url: string }[]; scopes: { name: string; text: string }[] }[];
};

export type Reference = {
  /** Empty for the first API; else its part of the address. */
  api: string;
  /** From the portal's root. */
  file: string;
  title: string;
  version: string;
  description: string;
  descriptionHtml: string;
  more: { url: string; description: string } | null;
  servers: Server[];
  authorisation: Authorisation[];
  groups: Group[];
  webhooks: OperationSummary[];
  schemas: SchemaSummary[];
};

/** One request in the languages of the samples. `code` has marks for the portal's address and the key (base/page-variables). */
export type Sample = { label: string; language: string; code: string };

/** How one value of a request is typed in. `json`: whatever has no simple form; `file`: bytes, a part of a form only. */
export type TryKind = "string" | "integer" | "number" | "boolean" | "array" | "object" | "json" | "file";

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
  /** An array in a query or a form: a value per item, or one with commas. Of files: several may be chosen. */
  repeated?: boolean;
  /** Of a form: the media types that its part may have; a file's are what may be chosen. */
  partTypes?: string[];
  /** Of a form: an object is written as `name[key]=value` and not as JSON (`style: deepObject`). */
  deep?: boolean;
  /** What a parameter begins with. */
  sample: string | null;
  /** Of an object. */
  fields: TryField[];
};

/** A body of fields: `multipart/form-data`, which may hold files, or `application/x-www-form-urlencoded`. */
export type FormShape = { encoding: "multipart" | "urlencoded"; fields: TryField[] };
/** How what is filled in goes out. `file`: a body that is one file and nothing else. */
export type FormEncoding = FormShape["encoding"] | "file";

export type TryBody = {
  kind: "json" | "text" | "form" | "unsupported";
  /** Of a form. */
  encoding?: FormEncoding;
  mediaType: string;
  required: boolean;
  /** Bodies of the document, the first one to begin with. */
  samples: { title: string; text: string }[];
  /** Of a JSON object, none when it has no simple form; those of a form. */
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
  /** How calls are authorised, in words, where that is not with one key: then the portal can attach none. */
  unmet: string | null;
  pathFields: TryField[];
  queryFields: TryField[];
  headerFields: TryField[];
  cookieFields: TryField[];
  body: TryBody | null;
  /** Bytes that the files of one call may have together. */
  maxFileBytes: number;
};

const longText = z.string().max(8_192, "must have at most 8192 characters");
const named = z.record(z.string().max(200), longText);

/** A file that somebody chose. `data`: base64; absent where only its name matters, as in code. */
const tryFileSchema = z.strictObject({
  name: z.string().min(1).max(255, "must have at most 255 characters"),
  type: z.string().max(200).default(""),
  data: z.string().optional(),
});
export type TryFile = z.output<typeof tryFileSchema>;

/** What somebody typed into Try it. An empty value is one that is not sent. */
export const tryValuesSchema = z.strictObject({
  /** One of the form's servers. */
  server: z.string().max(2_048),
  path: named.default({}),
  query: named.default({}),
  headers: named.default({}),
  cookies: named.default({}),
  /** Fields of a form, by name. */
  form: named.default({}),
  files: z.record(z.string().max(200), z.array(tryFileSchema).max(20, "must be at most 20 files")).default({}),
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
  /** In place of `body`. */
  form?: ComposedForm;
};

export type ComposedForm = { encoding: FormEncoding; parts: FormPart[] };

/** `type`: a text part's own media type, where it is more than plain text. `data` of a file is base64. */
export type FormPart =
  | { name: string; text: string; type?: string }
  | { name: string; file: { name: string; type: string; data: string } };
