import { z } from "zod";
import type { FieldError } from "@/lib/base/errors";
import type { Scenario } from "./internal/scenario-words";

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
  /** The body when it is no JSON; `headers` name its media type. */
  text?: string;
  operation?: { id: string; method: string; route: string };
  /** What was wrong with the call, for the request log. */
  errors: FieldError[];
  /** The page that explains a refusal, and its sentence, whatever shape the API's errors have. */
  explained?: { doc: string; detail: string };
  /** From a scenario: wait before answering. */
  delayMs?: number;
  /** From a scenario: never answer (what was asked is done), or answer with JSON that ends in the middle. */
  fault?: "timeout" | "malformed";
};

/** One error of an operation as the document shows it. */
export type KnownError = { status: number; mediaType: string; body: unknown };
/** `borrowed`: of another status, for lack of an own one. */
export type ErrorSample = { mediaType: string; body: unknown; borrowed?: true };

/** A scenario that plays when the call carries certain values: pointer into the body, `?query` or `{path}` parameter, and value. */
export type MagicScenario = { name: string; when: [string, unknown][]; scenario: Scenario };

/** What an operation does to a world, read off the document. */
export type OperationAct =
  | { kind: "create"; collection: string; idParamOfItems: string }
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
  /** A success answer as its schema wants it, by the sample's values where what was sent does not fit. */
  mend(body: unknown): unknown;
  /** The only field of an answer that holds the thing itself: `data` of `{"data": {...}}`. */
  envelope?: string;
  /** The field of a thing its address is made of. */
  idField?: string;
  /** The success answer when it is no JSON. */
  other?: { mediaType: string; text: string };
  /** Media types of a request's body. */
  bodyTypes: string[];
  /** Fields a request may carry or leave out: when left out, the answer has none either. */
  optionalFields: string[];
  /** Like those, but the answer must have them: the empty value they then get (`metadata`: {}). */
  emptyFields: Record<string, unknown>;
  /** Fields of the body that name a resource of a collection: `shipmentId` -> `/shipments`. */
  references: { field: string; collection: string }[];
  /** From `x-sandbox.updates`: what this call changes in a resource it refers to. */
  updates: Record<string, Record<string, unknown>>;
  /** Errors a scenario may ask for, by each of their names. */
  errors: Map<string, KnownError>;
  /** The shape of the API's errors for a status: the operation's own, or that of its siblings. */
  errorSample(status: number): ErrorSample | undefined;
  magic: MagicScenario[];
  /** The scopes the document asks for, as a permission query; undefined: any key may. */
  permissions: string | undefined;
  /** How a list is paged and filtered: names of query parameters. */
  paging: Paging;
  /** From `x-sandbox.seed`: what its collection holds in every world from the start. */
  seeds: Record<string, unknown>[];
  /** From `x-sandbox.endpoint`: its collection holds webhook endpoints, and these fields say how they are written. */
  endpoint?: EndpointFields;
  /** From `x-sandbox.once`: fields of what is created that only this answer shows, such as a signing secret. */
  once: string[];
};

/** Names of the fields of a webhook endpoint as the API writes it. */
export type EndpointFields = { url: string; events?: string; enabled?: string; description?: string; secret?: string };

export type Paging = {
  size?: { name: string; standard: number; most: number };
  /** The address of the next page: a token, the last id seen, a page number or a number of things to leave out. */
  next?: { name: string; kind: "token" | "after" | "page" | "offset" };
  /** Query parameter -> field of the thing it must equal, or be among when the field is a list. */
  filters: Map<string, string>;
};

/** What an app's world holds. Times of the world, not of the clock on the wall. */
export type WorldView = {
  clock: { now: Date; aheadMs: number };
  resources: number;
  bytes: number;
  limits: { resources: number; bytes: number; snapshots: number };
  collections: { collection: string; count: number }[];
  snapshots: SnapshotView[];
};

export type SnapshotView = { name: string; createdAt: Date; resources: number };

export const snapshotName = z
  .string("must be a string")
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, "must be 1 to 40 of a-z, 0-9, - and _");

/** How far a world's clock may run ahead of the real one, in seconds: ten years. */
export const longestAdvanceSeconds = 315_360_000;

/** Body of `POST /sandbox/_sandbox/clock/advance`. */
export const advanceClockInput = z.union([
  z.strictObject({
    seconds: z.number("must be a number").int("must be whole").min(1, "must be at least 1").max(longestAdvanceSeconds),
  }),
  z.strictObject({ to: z.iso.datetime({ offset: true, error: "must be a time such as 2026-12-24T18:00:00Z" }) }),
]);
export type AdvanceClockInput = z.infer<typeof advanceClockInput>;

/** Names of webhook events come from the document; at most that long. */
const eventName = z.string("must be a string").min(1, "must not be empty").max(100, "must be at most 100 characters");

/** Body of `POST /sandbox/_sandbox/webhooks/trigger`. */
export const triggerInput = z.strictObject({
  /** Name of the webhook in the document. */
  type: eventName,
  /** The thing it is about; left out: the newest. */
  id: z.string("must be a string").max(200, "must be at most 200 characters").optional(),
  /** Fields of the message's data, over what it would hold. */
  data: z
    .record(z.string(), z.unknown(), "must be an object")
    .refine((data) => JSON.stringify(data).length <= 16_384, "must be at most 16 KB")
    .optional(),
});
export type TriggerInput = z.infer<typeof triggerInput>;

export type DeliveryState = "waiting" | "delivered" | "dead";

export type EndpointView = {
  id: string;
  appId: string;
  url: string;
  /** Empty: all. */
  events: string[];
  description: string;
  enabled: boolean;
  origin: "console" | "api";
  /** Why nothing is sent any more. */
  stoppedReason: string | null;
  createdAt: Date;
};

export type WebhookDeliveryView = {
  messageId: string;
  type: string;
  body: string;
  cause: "change" | "trigger" | "test";
  state: DeliveryState;
  attempts: number;
  nextAttemptAt: Date;
  responseStatus: number | null;
  error: string | null;
  durationMs: number | null;
  createdAt: Date;
  finishedAt: Date | null;
};

/** An endpoint as the console writes it; whether the address may be used is looked at apart. */
export const endpointInput = z.object({
  url: z.string("must be a string").trim().min(1, "must not be empty").max(500, "must be at most 500 characters"),
  events: z.array(eventName).max(100, "must be at most 100 events"),
  description: z.string("must be a string").trim().max(200, "must be at most 200 characters"),
});
export type EndpointInput = z.infer<typeof endpointInput>;

/** What the console's forms about webhooks say back. */
export type EndpointFormState = {
  /** Changes with every answer, so that the form is drawn anew with what was typed. */
  revision: number;
  typed: { appId: string; url: string; events: string[]; description: string };
  errors?: Record<string, string>;
  message?: string;
  created?: { endpointId: string; secret: string };
};
export type EndpointActionState = { done?: string; alert?: string; secret?: string };
