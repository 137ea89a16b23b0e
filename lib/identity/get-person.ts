import type { Db } from "@/lib/base/postgres";

/** A person with accounts and memberships, or null. Deleted people are found too (their name is gone). */
export async function getPerson(db: Db, personId: string) {
  return db.person.findUnique({
    where: { id: personId },
    include: {
      company: true,
      accounts: { select: { id: true, provider: true, providerAccountId: true, organisations: true, createdAt: true } },
      memberships: { include: { company: true }, orderBy: { id: "asc" } },
      _count: { select: { authSessions: true, invitesSent: true } },
    },
  });
}
