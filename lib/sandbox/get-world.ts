import type { Db } from "@/lib/base/postgres";
import { openWorld, worldLimits } from "./internal/world";
import type { WorldView } from "./schema";

/** What an app's world holds, how full it is, what time it is there, and its snapshots. */
export async function getWorld(db: Db, appId: string): Promise<WorldView> {
  const world = await openWorld(db, appId);
  const [groups, snapshots] = await Promise.all([
    db.sandboxResource.groupBy({ by: ["collection"], where: { appId }, _count: true, orderBy: { collection: "asc" } }),
    db.sandboxSnapshot.findMany({
      where: { appId },
      orderBy: { createdAt: "desc" },
      select: { name: true, createdAt: true, resourceCount: true },
    }),
  ]);
  return {
    clock: { now: world.now, aheadMs: world.clockOffsetMs },
    resources: world.resourceCount,
    bytes: world.bytes,
    limits: worldLimits,
    collections: groups.map(({ collection, _count }) => ({ collection, count: _count })),
    snapshots: snapshots.map(({ resourceCount, ...rest }) => ({ ...rest, resources: resourceCount })),
  };
}
