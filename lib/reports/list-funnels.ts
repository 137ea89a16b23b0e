import type { Db } from "@/lib/base/postgres";
import { listNames } from "@/lib/identity/list-names";
import type { SavedFunnel } from "./funnel/schema";

/** Somebody's own saved funnels and those that others share, by name; at most 200. */
export async function listFunnels(db: Db, personId: string): Promise<SavedFunnel[]> {
  const rows = await db.savedFunnel.findMany({
    where: { OR: [{ ownerId: personId }, { shared: true }] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 200,
  });
  const names = await listNames(db, { personIds: rows.map((row) => row.ownerId) });
  return rows.map(({ id, name, address, shared, ownerId }) => ({
    ...{ id, name, address, shared, ownerId },
    ownerName: names.get(ownerId)?.name ?? null,
    mine: ownerId === personId,
  }));
}
