import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";

/** Takes a person's name off their certificates and ends them: for somebody who deletes their account. Returns how many there were. */
export async function forgetHolder(db: Db, personId: string): Promise<number> {
  return db.$transaction(async (tx) => {
    const own = { kind: "developer" as const, personId };
    const { count } = await tx.certification.updateMany({ where: own, data: { holderName: "Deleted account" } });
    await tx.certification.updateMany({
      where: { ...own, revokedAt: null },
      data: { revokedAt: now(), revokeReason: "The holder deleted their account." },
    });
    return count;
  });
}
