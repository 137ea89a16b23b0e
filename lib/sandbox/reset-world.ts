import type { Db } from "@/lib/base/postgres";
import { emptyWorld, lockWorld, saveWorld } from "./internal/world";

/** Empties an app's sandbox and puts its clock back: the same calls give the same answers again. Snapshots stay. */
export async function resetWorld(db: Db, appId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const world = await lockWorld(tx, appId);
    await emptyWorld(tx, appId);
    await saveWorld(tx, { ...world, sequence: 0, counters: {}, resourceCount: 0, bytes: 0, clockOffsetMs: 0 });
  });
}
