import { setImmediate as nextTurn } from "node:timers/promises";
import { dayMs, now } from "@/lib/base/clock";
import { type FieldError, PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import type { Journal } from "@/lib/events/journal";
import type { UsageRow } from "@/lib/events/schema";
import { boundNames } from "./bound-names";
import { buildUsageRow } from "./build-usage-row";
import { maxAheadMs, maxLateDays, maxUsageRecords, type UsageKey, type UsageRecord, usageRecordSchema } from "./schema";

export type UsageAnswer = { accepted: number; duplicates: number; rejected: { index: number; errors: FieldError[] }[] };

/** Finds who a key belongs to, revoked ones included (late reports are still theirs); null when nobody knows it. */
export type ResolveKey = (reference: { keyId: string } | { key: string }) => Promise<UsageKey | null>;

/** Records checked, or written out, before the edge does something else: verification goes on meanwhile. */
const recordsPerTurn = 250;

/**
 * Takes one usage record or up to 10,000: each is checked, its key resolved to app, company and person, and all good ones are
 * durable when this resolves. Bad ones are named by index and do not hold up the others. Sent twice counts once.
 * Throws `too_large` for more records, `invalid_fields` for no records, `journal_full` when nothing can be stored.
 */
export async function recordUsage(
  house: { journal: Pick<Journal, "appendUsage">; resolveKey: ResolveKey },
  body: unknown,
): Promise<UsageAnswer> {
  const records = listRecords(body);
  const receivedAt = now();
  const rows: UsageRow[] = [];
  const rejected: UsageAnswer["rejected"] = [];
  const resolve = resolveOnce(house.resolveKey);
  for (let start = 0; start < records.length; start += recordsPerTurn) {
    if (start > 0) await nextTurn();
    const some = records.slice(start, start + recordsPerTurn);
    const read = await Promise.all(some.map((record) => readRecord(record, receivedAt, resolve)));
    for (const [offset, row] of read.entries()) {
      if ("errors" in row) rejected.push({ index: start + offset, errors: row.errors });
      else rows.push(row);
    }
  }
  if (rows.length === 0) return { accepted: 0, duplicates: 0, rejected };
  let accepted = 0;
  let duplicates = 0;
  // Piece by piece as well: writing ten thousand rows out takes as long as checking them. Should the disk fill in between, the sender is told
  // to come again, and what is stored already counts once.
  for (let start = 0; start < rows.length; start += recordsPerTurn) {
    const outcome = await house.journal.appendUsage(rows.slice(start, start + recordsPerTurn));
    accepted += outcome.accepted;
    duplicates += outcome.duplicates;
  }
  return { accepted, duplicates, rejected };
}

function listRecords(body: unknown): unknown[] {
  if (typeof body !== "object" || body === null) {
    throw new PortalError("invalid_fields", undefined, {
      errors: [{ pointer: "", detail: "must be a record or a list of records" }],
    });
  }
  const records = Array.isArray(body) ? body : [body];
  if (records.length === 0) {
    throw new PortalError("invalid_fields", undefined, {
      errors: [{ pointer: "", detail: "must have at least one record" }],
    });
  }
  if (records.length > maxUsageRecords) {
    throw new PortalError("too_large", `At most ${maxUsageRecords} records fit in one request, not ${records.length}`);
  }
  return records;
}

async function readRecord(
  value: unknown,
  receivedAt: Date,
  resolve: (record: UsageRecord) => Promise<UsageKey | null>,
): Promise<UsageRow | { errors: FieldError[] }> {
  const parsed = parseRecord(value);
  if (!parsed) return { errors: [{ pointer: "/metadata", detail: "is nested too deeply" }] };
  if (!parsed.success) return { errors: toFieldErrors(parsed.error) };
  const record = parsed.data;
  const time = readTime(record.time, receivedAt);
  if (typeof time === "string") return { errors: [{ pointer: "/time", detail: time }] };
  const key = await resolve(record);
  if (!key) {
    return { errors: [{ pointer: record.key === undefined ? "/keyId" : "/key", detail: "is not a known key" }] };
  }
  if (record.environment && record.environment !== key.environment) {
    return { errors: [{ pointer: "/environment", detail: `is not the key's environment, ${key.environment}` }] };
  }
  return boundNames(buildUsageRow(key, { ...record, origin: "api", occurredAt: time, receivedAt }));
}

/** Null for what is nested deeper than the stack: metadata is looked through to its end. */
function parseRecord(value: unknown) {
  try {
    return usageRecordSchema.safeParse(value);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The record's time, a clock a little ahead taken for now; or what is wrong with it. */
function readTime(text: string, receivedAt: Date): Date | string {
  const time = new Date(text);
  const aheadMs = time.getTime() - receivedAt.getTime();
  if (aheadMs > maxAheadMs) return "is more than five minutes in the future";
  if (aheadMs < -maxLateDays * dayMs) return `is more than ${maxLateDays} days ago`;
  return aheadMs > 0 ? receivedAt : time;
}

/** Asks once per key and request, however many records it stands in. */
function resolveOnce(resolve: ResolveKey): (record: UsageRecord) => Promise<UsageKey | null> {
  const asked = new Map<string, Promise<UsageKey | null>>();
  return ({ key, keyId = "" }) => {
    const name = key ?? keyId;
    const known = asked.get(name);
    if (known) return known;
    const found = resolve(key === undefined ? { keyId } : { key });
    asked.set(name, found);
    return found;
  };
}
