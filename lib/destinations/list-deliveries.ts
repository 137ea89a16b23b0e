import type { Db } from "@/lib/base/postgres";
import type { DeliveryState, LoggedDelivery } from "./schema";

export type DeliveryQuery = {
  destinationId: string;
  state?: DeliveryState;
  /** An event's name as in the catalogue, or an event id. */
  event?: string;
  cursor?: string;
  limit?: number;
};

/** The delivery log of a destination, what was put up last first, by pages. */
export async function listDeliveries(
  db: Db,
  { destinationId, state, event, cursor, limit = 25 }: DeliveryQuery,
): Promise<{ data: LoggedDelivery[]; nextCursor: string | null }> {
  const before = cursor && /^\d{1,18}$/.test(cursor) ? BigInt(cursor) : undefined;
  const rows = await db.delivery.findMany({
    where: {
      destinationId,
      ...(state ? { state } : {}),
      ...(event ? { OR: [{ eventName: event }, { eventId: event }] } : {}),
      ...(before === undefined ? {} : { seq: { lt: before } }),
    },
    orderBy: { seq: "desc" },
    take: limit + 1,
    omit: { event: true },
  });
  const page = rows.slice(0, limit);
  return {
    data: page.map((row) => ({
      eventId: row.eventId,
      eventName: row.eventName,
      state: row.state as DeliveryState,
      attempts: row.attempts,
      responseStatus: row.responseStatus,
      error: row.error,
      durationMs: row.durationMs,
      createdAt: row.createdAt,
      nextAttemptAt: row.nextAttemptAt,
      finishedAt: row.finishedAt,
    })),
    nextCursor: rows.length > limit ? String(page.at(-1)?.seq ?? "") : null,
  };
}
