import type { FieldError } from "@/lib/base/errors";

/** One call as the sandbox sees it; the caller has already checked the key. */
export type SandboxCall = {
  /** Upper case. */
  method: string;
  /** Path below `/sandbox`, with its leading slash, undecoded. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed JSON body; undefined when none was sent. */
  body: unknown;
};

/** What the sandbox answers; `operation` is absent when no operation of the document matched. */
export type SandboxAnswer = {
  status: number;
  headers: Record<string, string>;
  /** JSON to send, or undefined for an empty body. */
  body: unknown;
  operation?: { id: string; method: string; route: string };
  /** What was wrong with the call, for the request log. */
  errors: FieldError[];
};

/** What an operation does to a world, read off the document. */
export type OperationAct =
  | { kind: "create"; collection: string }
  | { kind: "list"; collection: string }
  | { kind: "read"; collection: string; idParam: string }
  | { kind: "update"; collection: string; idParam: string; replace: boolean }
  | { kind: "remove"; collection: string; idParam: string }
  | { kind: "act"; collection: string; idParam: string }
  | { kind: "sample" };

export type OperationPlan = {
  id: string;
  /** Upper case. */
  method: string;
  /** As the document writes it, `/shipments/{shipmentId}`. */
  route: string;
  act: OperationAct;
  /** The first 2xx status of the document. */
  status: number;
  /** Statuses the document knows, as text. */
  statuses: string[];
  /** Body of the success answer by example or schema; a fresh copy at each call. */
  sample(): unknown;
  /** Fields a request may carry or leave out: when left out, the answer has none either. */
  optionalFields: string[];
  /** Like those, but the answer must have them: the empty value they then get (`metadata`: {}). */
  emptyFields: Record<string, unknown>;
  /** Fields of the body that name a resource of a collection: `shipmentId` -> `/shipments`. */
  references: { field: string; collection: string }[];
  /** From `x-sandbox.updates`: what this call changes in a resource it refers to. */
  updates: Record<string, Record<string, unknown>>;
  /** From `x-sandbox.once`: fields of what is created that only this answer shows, such as a signing secret. */
  once: string[];
};
