import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** A mail tells who had which trouble: it is kept as long as somebody may ask whether it arrived. */
const keepDays = 30;

/** Forgets mails that are over for a month, and those that waited as long in a portal that sends none. Returns how many. */
export async function pruneMails(db: Db): Promise<number> {
  const before = new Date(nowMs() - keepDays * dayMs);
  const { count } = await db.mail.deleteMany({
    where: { OR: [{ finishedAt: { lt: before } }, { state: "waiting", createdAt: { lt: before } }] },
  });
  return count;
}
