import type { Db, Tx } from "@/lib/base/postgres";

/** Takes a person's events out of the outbox and its log: what waits is not sent any more. Returns how many. */
export async function forgetPerson(db: Db | Tx, personId: string, visitorIds: readonly string[]): Promise<number> {
  await db.conversion.deleteMany({ where: { OR: [{ personId }, { who: personId }] } });
  const { count } = await db.delivery.deleteMany({ where: { orderKey: { in: [personId, ...visitorIds] } } });
  return count;
}
