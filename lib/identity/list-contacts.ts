import type { Db } from "@/lib/base/postgres";

/** What people are called and how to reach them, by id. Who is unknown or deleted is missing. */
export async function listContacts(
  db: Db,
  personIds: readonly string[],
): Promise<Map<string, { name: string; email?: string }>> {
  if (!personIds.length) return new Map();
  const persons = await db.person.findMany({
    where: { id: { in: [...personIds] }, deletedAt: null },
    select: { id: true, name: true, githubLogin: true, email: true },
  });
  return new Map(
    persons.map(({ id, name, githubLogin, email }) => [
      id,
      { name: name ?? githubLogin ?? id, ...(email ? { email } : {}) },
    ]),
  );
}
