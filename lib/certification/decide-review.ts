import { now } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { issueCertification } from "./internal/issue-certification";
import { appValidMonths, requireReviewer, type StaffActor } from "./internal/rules";
import { type ReviewDecision, reviewDecisionSchema } from "./schema";

export type DecideOutcome =
  | { kind: "approved"; code: string }
  | { kind: "changes_requested" | "rejected" }
  /** Somebody else decided, or it was withdrawn. */
  | { kind: "already_decided" };

const states = { approve: "approved", request_changes: "changes_requested", reject: "rejected" } as const;

/**
 * Decides on a submitted app. Approving issues its certification; the other two need a note, which the developer reads.
 * Throws `forbidden` unless admin or devrel, `not_found`, `invalid_fields`. Event on approval: app_certified, told of the person who submitted.
 */
export async function decideReview(
  db: Db,
  given: { reviewId: string; appName: string; decision: ReviewDecision; actor: StaffActor },
): Promise<DecideOutcome> {
  requireReviewer(given.actor);
  const { decision, note } = parseFields(reviewDecisionSchema, given.decision);
  return db.$transaction(async (tx): Promise<DecideOutcome> => {
    const review = await tx.review.findUnique({ where: { id: given.reviewId } });
    if (!review) throw new PortalError("not_found", "There is no such review.");
    const state = states[decision];
    // The state in the condition decides between two who press at once: the second finds nothing to change.
    const { count } = await tx.review.updateMany({
      where: { id: review.id, state: "submitted" },
      data: {
        state,
        decidedAt: now(),
        decidedById: given.actor.personId,
        decisionNote: note || null,
        openKey: null,
      },
    });
    if (count === 0) return { kind: "already_decided" };
    await recordAudit(tx, {
      actorKind: "person",
      actorId: given.actor.personId,
      action: `review.${state}`,
      subjectKind: "review",
      subjectId: review.id,
      companyId: review.companyId,
      before: { state: review.state },
      after: { state, note },
    });
    if (state !== "approved") return { kind: state };
    const certification = await issueCertification(tx, {
      kind: "app",
      companyId: review.companyId,
      appId: review.appId,
      reviewId: review.id,
      holderName: given.appName,
      validMonths: appValidMonths,
    });
    await recordEvent(tx, {
      name: "app_certified",
      properties: { review_id: review.id, certification_id: certification.id },
      personId: review.submittedById,
      companyId: review.companyId,
      appId: review.appId,
    });
    return { kind: "approved", code: certification.code };
  });
}
