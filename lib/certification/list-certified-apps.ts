import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { validNow } from "./internal/view-certificate";

/** Which of these apps are certified today, with the code of their newest certificate. */
export async function listCertifiedApps(db: Db, appIds: readonly string[]): Promise<Map<string, string>> {
  if (appIds.length === 0) return new Map();
  const rows = await db.certification.findMany({
    where: { kind: "app", appId: { in: [...appIds] }, ...validNow(now()) },
    select: { appId: true, code: true },
    orderBy: { issuedAt: "asc" },
  });
  return new Map(rows.map((row) => [row.appId as string, row.code]));
}
