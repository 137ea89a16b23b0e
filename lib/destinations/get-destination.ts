import type { Db } from "@/lib/base/postgres";
import { showTarget } from "./internal/show-target";
import { findTarget } from "./internal/targets";
import type { Destination } from "./schema";

/** A destination as pages show it, or null. */
export async function getDestination(db: Db, destinationId: string): Promise<Destination | null> {
  const target = await findTarget(db, destinationId);
  if (!target) return null;
  return showTarget(target, await db.destinationState.findUnique({ where: { destinationId } }));
}
