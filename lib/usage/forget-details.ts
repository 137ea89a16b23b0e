import type { Db } from "@/lib/base/postgres";

/** Forgets headers and bodies of the calls made with a person's keys, of whichever company. */
export async function forgetDetails(db: Db, personId: string): Promise<void> {
  await db.requestDetail.deleteMany({ where: { personId } });
}
