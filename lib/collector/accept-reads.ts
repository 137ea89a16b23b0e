import { nowMs } from "@/lib/base/clock";
import type { Journal } from "@/lib/events/journal";
import { type ResolveKey, recordUsage } from "@/lib/usage/record-usage";
import { maxUsageRecords } from "@/lib/usage/schema";
import { type Accepted, acceptCalls, type Collector, type Received } from "./accept-calls";
import { type BadCall, type IncomingCall, type IncomingUsage, isUsage, type ReadCall } from "./schema";

export type ReceivedReads = Omit<Received, "calls"> & {
  reads: ReadCall[];
  /** What the sender's credential opens. */
  may: { events: boolean; usage: boolean };
  resolveKey: ResolveKey;
};

/**
 * Takes what a dialect's reader made of a request that may hold both events and API calls: calls go to the meter as `POST /v1/usage` takes
 * them, everything else to `acceptCalls`; what neither can take is set aside with the reason. All of it is durable when this resolves;
 * throws `journal_full` (429), and the same request sent again counts nothing twice.
 */
export async function acceptReads(
  collector: Collector,
  { reads, may, resolveKey, ...received }: ReceivedReads,
): Promise<Accepted> {
  const calls: (IncomingCall | BadCall)[] = [];
  const usage: IncomingUsage[] = [];
  for (const read of reads) {
    if (isUsage(read)) {
      if (may.usage) usage.push(read);
      else calls.push(refuse(read, "this token may not report usage (scope usage:write)"));
    } else if (may.events || "reason" in read) calls.push(read);
    else calls.push(refuse(read, "this token may not send events (scope events:write)"));
  }
  const receivedAtMs = received.receivedAtMs ?? nowMs();
  const reported = await report({ journal: collector.journal, resolveKey }, usage, receivedAtMs, calls);
  const accepted = await acceptCalls(collector, { ...received, receivedAtMs, calls });
  return { ...accepted, accepted: accepted.accepted + reported };
}

/** Reports calls to the meter; those it rejects join `calls` with its reasons. */
async function report(
  house: { journal: Journal; resolveKey: ResolveKey },
  usage: IncomingUsage[],
  receivedAtMs: number,
  calls: (IncomingCall | BadCall)[],
): Promise<number> {
  let reported = 0;
  // A dialect may leave out when it was: then it was now.
  const time = new Date(receivedAtMs).toISOString();
  for (let start = 0; start < usage.length; start += maxUsageRecords) {
    const some = usage.slice(start, start + maxUsageRecords);
    const answer = await recordUsage(
      house,
      some.map(({ usage }) => ({ time, ...usage })),
    );
    reported += answer.accepted + answer.duplicates;
    for (const { index, errors } of answer.rejected) {
      const { name, messageId, raw } = some[index] as IncomingUsage;
      calls.push({ reason: "invalid_properties", errors, name, messageId, raw });
    }
  }
  return reported;
}

function refuse({ name, messageId, raw }: IncomingCall | IncomingUsage, detail: string): BadCall {
  return { reason: "not_allowed", errors: [{ pointer: "", detail }], name, messageId, raw };
}
