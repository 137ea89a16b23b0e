import type { Db } from "@/lib/base/postgres";
import { listNames } from "@/lib/identity/list-names";
import type { DigestReport, DigestView } from "./schema";

/** Every digest, by name, with its last run; `digestId` narrows it to one. At most 200. */
export async function listDigests(db: Db, digestId?: string): Promise<DigestView[]> {
  const rows = await db.digest.findMany({
    where: digestId ? { id: digestId } : {},
    include: { runs: { where: { test: false }, orderBy: { id: "desc" }, take: 1 } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 200,
  });
  const names = await listNames(db, { personIds: rows.map(({ ownerId }) => ownerId) });
  return rows.map(({ runs: [last], createdAt: _, updatedAt: __, ...row }) => ({
    ...row,
    report: row.report as DigestReport,
    frequency: row.frequency as DigestView["frequency"],
    ownerName: names.get(row.ownerId)?.name ?? "somebody who left",
    lastRun: last ? { at: last.createdAt, state: last.state } : null,
  }));
}

/** What was sent, newest first; at most 50. */
export async function listDigestRuns(db: Db, digestId: string) {
  return db.digestRun.findMany({
    where: { digestId },
    omit: { slackText: true },
    orderBy: { id: "desc" },
    take: 50,
  });
}
