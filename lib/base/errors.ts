/**
 * The one table of errors: code -> HTTP status and title. Every refusal that leaves the house carries a code from here;
 * `type` of the problem document is `/docs/errors#<code>` (RFC 9457, section 3.1.1).
 */
export const errorTable = {
  bad_request: { status: 400, title: "The request could not be read" },
  invalid_json: { status: 400, title: "The body is not valid JSON" },
  invalid_fields: { status: 400, title: "Some fields are not valid" },
  unauthorized: { status: 401, title: "Credentials are missing or not accepted" },
  forbidden: { status: 403, title: "These credentials may not do this" },
  not_found: { status: 404, title: "There is nothing here" },
  method_not_allowed: { status: 405, title: "This address does not answer that method" },
  not_acceptable: { status: 406, title: "None of the accepted formats can be produced" },
  conflict: { status: 409, title: "The request conflicts with the current state" },
  sandbox_full: { status: 409, title: "Your sandbox is full" },
  gone: { status: 410, title: "This is no longer available" },
  too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "This content type is not accepted" },
  idempotency_mismatch: { status: 422, title: "This idempotency key was used with another request" },
  rate_limited: { status: 429, title: "Too many requests" },
  journal_full: { status: 429, title: "Events cannot be stored right now" },
  internal: { status: 500, title: "Something went wrong on our side" },
  bad_gateway: { status: 502, title: "The portal's pages are not answering" },
  upstream_unreachable: { status: 502, title: "The API behind this address is not answering" },
  unavailable: { status: 503, title: "Not available right now" },
  gateway_timeout: { status: 504, title: "The portal's pages take too long" },
  upstream_timeout: { status: 504, title: "The API behind this address takes too long" },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** One bad field: `pointer` is a JSON pointer into the request body (or `?name` for a query parameter). */
export type FieldError = { pointer: string; detail: string };

/** An expected refusal that a door turns into problem+json. `detail` is for the caller: never put a secret in it. */
export class PortalError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;
  constructor(code: ErrorCode, detail?: string, options?: { errors?: FieldError[]; headers?: Record<string, string> }) {
    super(detail ?? errorTable[code].title);
    this.name = "PortalError";
    this.code = code;
    this.errors = options?.errors ?? [];
    this.headers = options?.headers ?? {};
  }
  get status(): number {
    return errorTable[this.code].status;
  }
}

/** The RFC 9457 document of a refusal. `instance` is the request id, so that support can find the log line. */
export function toProblem(error: PortalError, requestId?: string) {
  const row = errorTable[error.code];
  return {
    type: `/docs/errors#${error.code}`,
    title: row.title,
    status: row.status,
    detail: error.message,
    ...(requestId ? { instance: `urn:request:${requestId}` } : {}),
    ...(error.errors.length ? { errors: error.errors } : {}),
  };
}
