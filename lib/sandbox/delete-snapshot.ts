import type { Db } from "@/lib/base/postgres";

/** Forgets a snapshot. Returns false when there is none of that name. */
export async function deleteSnapshot(db: Db, appId: string, name: string): Promise<boolean> {
  return (await db.sandboxSnapshot.deleteMany({ where: { appId, name } })).count > 0;
}
