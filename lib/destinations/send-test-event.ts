import { secondMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { DeliveryOutcome } from "@/lib/base/webhooks/delivery-outcome";
import { recordAudit } from "@/lib/events/record-audit";
import { getKind } from "./internal/kinds/get-kind";
import { mapEvent } from "./internal/map-event";
import { sampleEvent, sampleFacts } from "./internal/sample-event";
import { findTarget } from "./internal/targets";

const timeoutMs = 10 * secondMs;

/** Sends `destination_tested`, an event of a made-up person, once and at once. Null when there is no such destination, no readable secret, or it gets no events but conversions. */
export async function sendTestEvent(
  db: Db,
  { destinationId, actorId }: { destinationId: string; actorId: string },
): Promise<DeliveryOutcome | null> {
  const target = await findTarget(db, destinationId);
  if (!target?.settings || target.feed) return null;
  const event = sampleEvent("destination_tested", { message: "A test event, sent from the portal's staff pages." });
  const tried = await getKind(target.kind).deliver([mapEvent(event, target.mapping, sampleFacts)], target.settings, {
    allowPrivate: target.allowPrivate,
    timeoutMs,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const outcome = tried.kind === "split" ? (tried.outcomes[0] as DeliveryOutcome) : tried;
  await recordAudit(db, {
    actorKind: "person",
    actorId,
    action: "destination.tested",
    subjectKind: "destination",
    subjectId: destinationId,
    after: { outcome: outcome.kind, status: outcome.status },
  });
  return outcome;
}
