import { nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { DeliveryOutcome } from "@/lib/base/webhooks/delivery-outcome";
import { nextAttemptDelayMs } from "@/lib/base/webhooks/retry-schedule";
import { type SkipReason, skipReasons } from "../conversions/schema";
import type { ClaimedDelivery } from "./delivery-rows";

/** Writes down what became of one request: for each of its deliveries, and for the destination. */
export async function settleDeliveries(
  db: Db,
  destinationId: string,
  rows: readonly ClaimedDelivery[],
  outcome: DeliveryOutcome,
  durationMs: number,
): Promise<void> {
  const at = new Date(nowMs());
  const waiting = { destinationId, state: "waiting" };
  const common = { leasedUntil: null, responseStatus: outcome.status, durationMs: Math.round(durationMs) };
  if (outcome.kind === "delivered") {
    await db.delivery.updateMany({
      // Dead too: it was delivered, whatever a clock said meanwhile.
      where: { destinationId, eventId: { in: rows.map(({ eventId }) => eventId) } },
      data: { ...common, state: "delivered", error: null, attempts: { increment: 1 }, finishedAt: at },
    });
    return;
  }
  const error = outcome.reason.slice(0, 500);
  for (const { eventId, attempts } of rows) {
    // A batch that failed says nothing about any one of its events: they come again soon, in smaller company.
    const counted = rows.length === 1 ? attempts + 1 : attempts;
    const afterMs = outcome.kind === "retry" ? outcome.afterMs : undefined;
    const delayMs = outcome.kind === "refused" ? null : nextAttemptDelayMs(rows.length === 1 ? counted : 1, afterMs);
    const next =
      delayMs === null ? { state: "dead", finishedAt: at } : { nextAttemptAt: new Date(at.getTime() + delayMs) };
    await db.delivery.updateMany({
      where: { ...waiting, eventId },
      data: { ...common, ...next, error, attempts: counted },
    });
  }
  await noteState(db, destinationId, {
    lastError: error,
    lastFailedAt: at,
    ...(outcome.kind === "gone" ? { stoppedReason: error, stoppedAt: at } : {}),
  });
}

/** Writes down that something was not tried, and why: that is no failure of the destination. */
export async function settleWithheld(
  db: Db,
  destinationId: string,
  eventIds: readonly string[],
  reason: SkipReason,
): Promise<void> {
  const at = new Date(nowMs());
  const error = `Not sent: ${skipReasons[reason].toLowerCase()}`;
  await db.$transaction([
    db.delivery.updateMany({
      where: { destinationId, eventId: { in: [...eventIds] }, state: "waiting" },
      data: { leasedUntil: null, state: "dead", finishedAt: at, error },
    }),
    db.conversion.updateMany({
      where: { destinationId, eventId: { in: [...eventIds] } },
      data: { state: "skipped", reason, decidedAt: at },
    }),
  ]);
}

/** What became of conversions, where it will stay so. */
export async function noteConversions(
  db: Db,
  destinationId: string,
  rows: readonly ClaimedDelivery[],
  outcome: DeliveryOutcome,
): Promise<void> {
  if (outcome.kind !== "delivered" && outcome.kind !== "refused") return;
  await db.conversion.updateMany({
    where: { destinationId, eventId: { in: rows.map(({ eventId }) => eventId) } },
    data: { state: outcome.kind === "delivered" ? "sent" : "failed" },
  });
}

type StateChange = Partial<{
  restingUntil: Date | null;
  stoppedReason: string | null;
  stoppedAt: Date | null;
  lastError: string | null;
  lastFailedAt: Date | null;
  lastDeliveredAt: Date | null;
}>;

/** Writes down how a destination does. */
export async function noteState(db: Db, destinationId: string, change: StateChange): Promise<void> {
  await db.destinationState.upsert({
    where: { destinationId },
    create: { destinationId, ...change },
    update: change,
  });
}
