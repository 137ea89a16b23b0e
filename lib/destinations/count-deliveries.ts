import type { Db } from "@/lib/base/postgres";
import type { DeliveryState } from "./schema";

/** How many deliveries of a destination are in each state. */
export async function countDeliveries(db: Db, destinationId: string): Promise<Record<DeliveryState, number>> {
  const groups = await db.delivery.groupBy({ by: ["state"], where: { destinationId }, _count: true });
  const countOf = (state: DeliveryState) => groups.find((group) => group.state === state)?._count ?? 0;
  return { waiting: countOf("waiting"), delivered: countOf("delivered"), dead: countOf("dead") };
}
