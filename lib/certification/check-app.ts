import { now } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import { checkApp as judgeApp } from "./internal/app-checks";
import { validNow } from "./internal/view-certificate";
import type { AppCallFacts, ReviewCheck } from "./schema";

/** An app as its room tells it; the door has made sure whose it is. */
export type AppToCheck = { id: string; companyId: string; description: string; websiteUrl: string };

/** Runs the automatic checks of an app on today's facts. `calls`: the last 30 days, from usage. */
export async function checkApp(db: Db | Tx, app: AppToCheck, calls: AppCallFacts): Promise<ReviewCheck[]> {
  const developers = await db.certification.findMany({
    where: { kind: "developer", companyId: app.companyId, ...validNow(now()) },
    select: { code: true },
    orderBy: { issuedAt: "asc" },
  });
  return judgeApp({
    description: app.description,
    websiteUrl: app.websiteUrl,
    calls,
    developerCodes: developers.map((row) => row.code),
  });
}
