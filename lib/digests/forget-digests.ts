import type { Db, Tx } from "@/lib/base/postgres";

/** Takes a person out: their own digests, and their address from those of others. */
export async function forgetDigests(db: Db | Tx, personId: string, email: string | null): Promise<void> {
  await db.digest.deleteMany({ where: { ownerId: personId } });
  if (email) {
    await db.$executeRaw`UPDATE digests SET recipients = array_remove(recipients, lower(${email})) WHERE lower(${email}) = ANY(recipients)`;
  }
}

/** For the export of a person's data: digests they made, and those that come to them. */
export async function exportDigests(db: Db | Tx, personId: string, email: string | null) {
  return db.digest.findMany({
    where: { OR: [{ ownerId: personId }, ...(email ? [{ recipients: { has: email.toLowerCase() } }] : [])] },
    select: { name: true, report: true, address: true, frequency: true, ownerId: true, createdAt: true },
    orderBy: { id: "asc" },
  });
}
