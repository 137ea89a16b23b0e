import type { Db, Tx } from "@/lib/base/postgres";
import { removeWorld } from "./internal/world";

/** Empties an app's sandbox. */
export async function resetWorld(db: Db | Tx, appId: string): Promise<void> {
  await removeWorld(db, appId);
}
