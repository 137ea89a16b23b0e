import type { Db, Tx } from "@/lib/base/postgres";

/** Of these addresses, those that belong to staff right now, with who they are. Asked when a digest is saved and again whenever it is sent. */
export async function listReaders(
  db: Db | Tx,
  addresses: readonly string[],
): Promise<{ personId: string; email: string }[]> {
  if (!addresses.length) return [];
  const rows = await db.person.findMany({
    where: {
      ...{ deletedAt: null, staffRole: { not: null } },
      OR: addresses.map((email) => ({ email: { equals: email, mode: "insensitive" as const } })),
    },
    select: { id: true, email: true },
    orderBy: { id: "asc" },
  });
  return rows.flatMap(({ id, email }) => (email ? [{ personId: id, email }] : []));
}
