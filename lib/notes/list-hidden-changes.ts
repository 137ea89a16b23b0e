import type { Db } from "@/lib/base/postgres";

/** The entries of the changelog that charts leave out, by slug. */
export async function listHiddenChanges(db: Db): Promise<Set<string>> {
  const rows = await db.hiddenChange.findMany({ select: { slug: true } });
  return new Set(rows.map((row) => row.slug));
}
