import { now } from "@/lib/base/clock";
import type { QuarantinedCall } from "@/lib/events/get-quarantined";
import type { EventRow, QuarantineReason, QuarantineRow } from "@/lib/events/schema";
import { type ResolveKey, recordUsage } from "@/lib/usage/record-usage";
import { type Collector, dressCall } from "./accept-calls";
import { readAgain } from "./dialects/read-again";
import { checkCall } from "./internal/check-call";
import { noteLinks } from "./internal/note-links";
import { type BadCall, isBadCall, isUsage, type Sender } from "./schema";

export type Replayed = { accepted: number; refused: number };

/**
 * Sends what was set aside through the collector once more, after the catalogue or a sender was mended: under the id, the times, the
 * source and the visitor it came with. What fits now becomes an event; what does not keeps waiting with its new reason. Events and the
 * note of what came of them are durable together when this resolves, events first: killed in between, the same rows are sent again
 * and the id keeps them from counting twice. Throws `journal_full` (429).
 */
export async function replayCalls(
  collector: Collector,
  calls: readonly QuarantinedCall[],
  resolveKey: ResolveKey,
): Promise<Replayed> {
  const replayedAt = now().toISOString();
  const events: EventRow[] = [];
  const notes: QuarantineRow[] = [];
  for (const call of calls) {
    const again = await tryAgain(collector, call, resolveKey);
    if ("row" in again) events.push({ ...again.row, received_at: replayedAt });
    const failed = "reason" in again ? again : null;
    const { receivedAt: received_at, replayedAt: _, accepted: __, reason, errors, ...kept } = call;
    notes.push({
      ...kept,
      received_at,
      reason: failed?.reason ?? (reason as QuarantineReason),
      errors: JSON.stringify(failed?.errors ?? errors),
      replayed_at: replayedAt,
      outcome: failed ? "quarantined" : "accepted",
    });
  }
  await collector.stamper.stamp(events);
  await collector.journal.append({ events, quarantine: notes });
  void noteLinks(collector.db, events, collector.log);
  const refused = notes.filter(({ outcome }) => outcome === "quarantined").length;
  return { accepted: notes.length - refused, refused };
}

type Again = { row: EventRow } | { counted: true } | Pick<BadCall, "reason" | "errors">;

async function tryAgain(collector: Collector, call: QuarantinedCall, resolveKey: ResolveKey): Promise<Again> {
  const read = readAgain(call.dialect, call.payload);
  if (!read) {
    const errors = [{ pointer: "", detail: "is not kept whole, or not in a form that can be read again" }];
    return { reason: call.reason as QuarantineReason, errors };
  }
  if (isBadCall(read)) return read;
  if (isUsage(read)) {
    const { rejected } = await recordUsage({ journal: collector.journal, resolveKey }, [
      // As when it came: what says no time was then.
      { time: new Date(call.receivedAt).toISOString(), ...read.usage },
    ]);
    return rejected[0] ? { reason: "invalid_properties", errors: rejected[0].errors } : { counted: true };
  }
  // Public write keys belong to sources; everything else that may send is a token.
  const sender: Sender = { kind: call.source_id.startsWith("src_") ? "public" : "service", sourceId: call.source_id };
  read.messageId ||= call.event_id;
  const checked = checkCall(read, sender, Date.parse(call.receivedAt));
  if (!("row" in checked)) return checked;
  const { row } = checked;
  row.audience = call.audience;
  row.visitor_id ||= call.visitor_id;
  row.visit_id ||= call.visit_id;
  dressCall(checked);
  return { row };
}
