import type { Db, Tx } from "@/lib/base/postgres";

/** One change of staff roles at a time until the transaction ends, or two admins could demote each other. */
export async function lockStaffRoles(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('staff_roles', 0))`;
}

/** Whether a person is the only admin of the portal: without one, nobody could give roles or tokens any more. */
export async function isLastAdmin(db: Db | Tx, personId: string): Promise<boolean> {
  const admins = await db.person.findMany({
    where: { staffRole: "admin", deletedAt: null },
    select: { id: true },
    take: 2,
  });
  return admins.length === 1 && admins[0]?.id === personId;
}
