import { z } from "zod";
import { cleanLine } from "@/lib/base/clean-text";
import { PortalError } from "@/lib/base/errors";
import { type BadCall, maxBatchEvents, maxEventBytes } from "../schema";

export const maxIdLength = 256;

/** An id as senders write it: text or a number, on one line. */
export const wireId = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : cleanLine(String(value), maxIdLength)));

const [firstMs, endMs] = [Date.UTC(1970, 0, 1), Date.UTC(2200, 0, 1)];

/** Four-digit years: what RFC 3339 can say and the ledger can hold. */
export function isTime(date: Date): boolean {
  return date.getTime() >= firstMs && date.getTime() < endMs;
}

/** A time as text or milliseconds since 1970. */
export const wireTime = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined) return undefined;
    const date = new Date(value);
    if (isTime(date)) return date;
    context.addIssue({ code: "custom", message: "is not a time" });
    return z.NEVER;
  });

/** Text that is nice to have: anything else counts as absent. */
export const wireText = z.string().optional().catch(undefined);

/** An object with whatever in it. */
export const wireObject = z.record(z.string(), z.unknown());

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an event of a batch is when it is no object at all. */
export function noObject(raw: unknown): BadCall {
  return { reason: "invalid_event", errors: [{ pointer: "", detail: "must be an object" }], raw };
}

/** The reason why an event of this body is too large to be one, or null. Only large bodies are weighed piece by piece. */
export function weighEvent(raw: unknown, bodyBytes: number, limit = maxEventBytes): BadCall | null {
  if (bodyBytes <= limit || bytesOf(raw) <= limit) return null;
  return { reason: "too_large", errors: [{ pointer: "", detail: `an event may have at most ${limit} bytes` }], raw };
}

const maxDepth = 64;

/** The reason why an event cannot be read because it is nested deeper than anything that is one: readers that look into it would run out of stack. */
export function refuseDeep(raw: unknown): BadCall | null {
  let level: unknown[] = [raw];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) {
      return { reason: "invalid_event", errors: [{ pointer: "", detail: `is nested deeper than ${maxDepth}` }], raw };
    }
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
  return null;
}

/** Throws `too_large` when a batch has more events than one request may have. */
export function checkBatchLength(events: readonly unknown[], limit = maxBatchEvents): void {
  if (events.length > limit) throw new PortalError("too_large", `A batch may have at most ${limit} events`);
}

function bytesOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? "");
  } catch {
    // Nested deeper than the stack: more than anything that is an event.
    return Number.POSITIVE_INFINITY;
  }
}
