import type { Db } from "@/lib/base/postgres";
import { toEndpointView } from "./internal/endpoint-rows";
import type { EndpointView } from "./schema";

export type ListedEndpoint = EndpointView & { waiting: number; delivered: number; dead: number };

/** The endpoints of these apps, newest first, with what their logs hold. */
export async function listEndpoints(db: Db, appIds: readonly string[], id?: string): Promise<ListedEndpoint[]> {
  const rows = await db.sandboxEndpoint.findMany({
    where: { appId: { in: [...appIds] }, ...(id ? { id } : {}) },
    orderBy: { createdAt: "desc" },
  });
  const groups = await db.sandboxDelivery.groupBy({
    by: ["endpointId", "state"],
    where: { endpointId: { in: rows.map((row) => row.id) } },
    _count: true,
  });
  const count = (endpointId: string, state: string) =>
    groups.find((group) => group.endpointId === endpointId && group.state === state)?._count ?? 0;
  return rows.map((row) => ({
    ...toEndpointView(row),
    waiting: count(row.id, "waiting"),
    delivered: count(row.id, "delivered"),
    dead: count(row.id, "dead"),
  }));
}
