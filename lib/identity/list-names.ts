import type { Db } from "@/lib/base/postgres";

export type ListedName = { kind: "person" | "company"; name: string; image?: string | null };

/** What people and companies are called, by id. Ids that are unknown or whose person was deleted are missing. */
export async function listNames(
  db: Db,
  ids: { personIds?: readonly string[]; companyIds?: readonly string[] },
): Promise<Map<string, ListedName>> {
  const [persons, companies] = await Promise.all([
    ids.personIds?.length
      ? db.person.findMany({
          where: { id: { in: [...ids.personIds] }, deletedAt: null },
          select: { id: true, name: true, githubLogin: true, email: true, image: true },
        })
      : [],
    ids.companyIds?.length
      ? db.company.findMany({ where: { id: { in: [...ids.companyIds] } }, select: { id: true, name: true } })
      : [],
  ]);
  return new Map<string, ListedName>([
    ...persons.map((row): [string, ListedName] => [
      row.id,
      { kind: "person", name: row.name ?? row.githubLogin ?? row.email ?? row.id, image: row.image },
    ]),
    ...companies.map((row): [string, ListedName] => [row.id, { kind: "company", name: row.name }]),
  ]);
}
