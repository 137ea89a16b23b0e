import { nowMs } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import { loadSchedule, planAt } from "./internal/schedule";

export type PlanAssignmentRow = {
  id: string;
  planId: string;
  startedAt: Date;
  reason: string;
  actorKind: string;
  actorId: string;
  recordedAt: Date;
  /** `now`, `later` (arranged), `past`, or `replaced` by an assignment that began before it. */
  state: "now" | "later" | "past" | "replaced";
};

/** The plan of a company and every assignment it ever had, newest first. */
export async function listAssignments(
  db: Db | Tx,
  companyId: string,
): Promise<{ planId: string; assignments: PlanAssignmentRow[] }> {
  const rows = await db.planAssignment.findMany({
    where: { companyId },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
  });
  const at = nowMs();
  const current = rows.find((row) => row.replacedAt === null && row.startedAt.getTime() <= at);
  return {
    planId: planAt(await loadSchedule(db, companyId), at).id,
    assignments: rows.map(({ companyId: _, replacedAt, ...row }) => ({
      ...row,
      state: replacedAt ? "replaced" : row.startedAt.getTime() > at ? "later" : row.id === current?.id ? "now" : "past",
    })),
  };
}
