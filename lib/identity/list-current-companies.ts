import type { Db } from "@/lib/base/postgres";

/** The company each of these people works for now, by person id. People who are unknown or of none are missing. */
export async function listCurrentCompanies(db: Db, personIds: readonly string[]): Promise<Map<string, string>> {
  const persons = await db.person.findMany({
    where: { id: { in: [...personIds] }, companyId: { not: null } },
    select: { id: true, companyId: true },
  });
  return new Map(persons.map(({ id, companyId }) => [id, companyId as string]));
}
