import { dayMs, now } from "@/lib/base/clock";
import { demoWorldId } from "@/lib/base/demo-readers";
import type { Db } from "@/lib/base/postgres";

/** Worlds of readers who are not signed in go a day after their last change, with all that is in them. Returns how many went. */
export async function pruneDemoWorlds(db: Db): Promise<number> {
  const { count } = await db.sandboxWorld.deleteMany({
    where: { appId: { startsWith: demoWorldId("") }, updatedAt: { lt: new Date(now().getTime() - dayMs) } },
  });
  return count;
}
