import type { Db } from "@/lib/base/postgres";
import type { DeliveryState, WebhookDeliveryView } from "./schema";

const pageSize = 25;

/** One page of an endpoint's delivery log, newest first. A cursor that is none begins at the beginning. */
export async function listWebhookDeliveries(
  db: Db,
  endpointId: string,
  { state, cursor }: { state?: DeliveryState; cursor?: string },
): Promise<{ data: WebhookDeliveryView[]; nextCursor: string | null }> {
  const before = cursor && /^\d{1,18}$/.test(cursor) ? BigInt(cursor) : undefined;
  const rows = await db.sandboxDelivery.findMany({
    where: { endpointId, ...(state ? { state } : {}), ...(before === undefined ? {} : { seq: { lt: before } }) },
    orderBy: { seq: "desc" },
    take: pageSize + 1,
    omit: { endpointId: true, appId: true, leasedUntil: true },
  });
  const page = rows.slice(0, pageSize);
  return {
    data: page.map(({ seq, ...row }) => ({
      ...row,
      state: row.state as DeliveryState,
      cause: row.cause as WebhookDeliveryView["cause"],
    })),
    nextCursor: rows.length > pageSize ? String(page.at(-1)?.seq) : null,
  };
}
