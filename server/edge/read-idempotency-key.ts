import { PortalError } from "@/lib/base/errors";
import type { EdgeRequest } from "./door";

/** The request's `Idempotency-Key`, if it has one; throws `bad_request` for one that is too long to keep. */
export function readIdempotencyKey(request: EdgeRequest): string | undefined {
  const header = request.raw.headers["idempotency-key"];
  const key = Array.isArray(header) ? header[0] : header;
  if (key !== undefined && (key.length === 0 || key.length > 255)) {
    throw new PortalError("bad_request", "Idempotency-Key must have 1 to 255 characters");
  }
  return key;
}
