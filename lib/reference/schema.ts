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
};

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
