import type { Db, Tx } from "@/lib/base/postgres";

/** A company somebody works in, from `sinceMs` until the next one. */
export type CompanyTerm = { companyId: string; sinceMs: number };

/** Where each of these people worked when, oldest first, by person id. People who are unknown or of none are missing. */
export async function listCompanyTerms(
  db: Db | Tx,
  personIds: readonly string[],
): Promise<Map<string, readonly CompanyTerm[]>> {
  const rows = await db.companyTerm.findMany({
    where: { personId: { in: [...personIds] } },
    orderBy: [{ personId: "asc" }, { since: "asc" }],
  });
  const terms = new Map<string, CompanyTerm[]>();
  for (const { personId, companyId, since } of rows) {
    const own = terms.get(personId) ?? [];
    own.push({ companyId, sinceMs: since.getTime() });
    terms.set(personId, own);
  }
  return terms;
}

/** The company of a time (domain.md, identity 5): the last term begun by then; before the first, that one. Undefined without any. */
export function companyAt(terms: readonly CompanyTerm[] | undefined, atMs: number): string | undefined {
  return (terms?.findLast((term) => term.sinceMs <= atMs) ?? terms?.[0])?.companyId;
}
