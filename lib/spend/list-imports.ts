import type { Db } from "@/lib/base/postgres";

/** The latest confirmed imports. */
export async function listImports(db: Db) {
  return db.spendImport.findMany({
    where: { confirmedAt: { not: null } },
    orderBy: { confirmedAt: "desc" },
    omit: { text: true },
    take: 20,
  });
}
