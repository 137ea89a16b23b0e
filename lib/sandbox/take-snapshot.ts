import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { lockWorld, worldLimits } from "./internal/world";
import type { SnapshotView } from "./schema";

/** Keeps an app's world as it is now under a name; the same name again replaces it. Throws `conflict` when there are too many. */
export async function takeSnapshot(db: Db, appId: string, name: string): Promise<SnapshotView> {
  return db.$transaction(async (tx) => {
    const { sequence, counters, clockOffsetMs, resourceCount, bytes } = await lockWorld(tx, appId);
    if ((await tx.sandboxSnapshot.count({ where: { appId, NOT: { name } } })) >= worldLimits.snapshots)
      throw new PortalError("conflict", `A sandbox keeps ${worldLimits.snapshots} snapshots. Delete one first.`);
    const [resources, endpoints] = await Promise.all([
      tx.sandboxResource.findMany({ where: { appId }, omit: { appId: true } }),
      tx.sandboxEndpoint.findMany({ where: { appId, origin: "api" }, omit: { appId: true, origin: true } }),
    ]);
    const kept = {
      sequence,
      counters,
      clockOffsetMs,
      resourceCount,
      bytes,
      resources: { resources, endpoints } as object,
    };
    await tx.sandboxSnapshot.deleteMany({ where: { appId, name } });
    const made = await tx.sandboxSnapshot.create({ data: { appId, name, ...kept }, select: { createdAt: true } });
    return { name, createdAt: made.createdAt, resources: resourceCount };
  });
}
