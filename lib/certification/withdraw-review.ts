import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Takes back an undecided review of the company's own app. False when there is none (any more). */
export async function withdrawReview(
  db: Db,
  { appId, companyId, personId }: { appId: string; companyId: string; personId: string },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const review = await tx.review.findUnique({ where: { openKey: appId } });
    if (!review || review.companyId !== companyId) return false;
    const { count } = await tx.review.updateMany({
      where: { id: review.id, state: "submitted" },
      data: { state: "withdrawn", decidedAt: now(), decidedById: personId, openKey: null },
    });
    if (count === 0) return false;
    await recordAudit(tx, {
      actorKind: "person",
      actorId: personId,
      action: "review.withdrawn",
      subjectKind: "review",
      subjectId: review.id,
      companyId,
    });
    return true;
  });
}
