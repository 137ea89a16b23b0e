import type { Db, Tx } from "@/lib/base/postgres";

/** A company's members, those who were there first on top. */
export async function listMembers(db: Db | Tx, companyId: string) {
  const memberships = await db.membership.findMany({
    where: { companyId },
    include: { person: true },
    orderBy: { id: "asc" },
  });
  return memberships.map(({ personId, role, createdAt, person }) => ({
    personId,
    role,
    joinedAt: createdAt,
    name: person.name,
    email: person.email,
    image: person.image,
    githubLogin: person.githubLogin,
  }));
}
