import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { ReadableKey } from "./schema";

/** The most a picker offers. */
const most = 50;

/** A company's sandbox keys that work now and whose secret can be shown again, newest first, at most 50. */
export async function listReadableKeys(db: Db, companyId: string): Promise<ReadableKey[]> {
  const rows = await db.apiKey.findMany({
    where: {
      companyId,
      environment: "sandbox",
      sealedSecret: { not: null },
      revokedAt: null,
      disabledAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
      app: { archivedAt: null },
    },
    orderBy: { id: "desc" },
    take: most,
    select: { id: true, name: true, start: true, app: { select: { name: true } } },
  });
  return rows.map(({ app, ...key }) => ({ ...key, app: app.name }));
}
