import { newId } from "@/lib/base/ids";
import { isUniqueConflict } from "@/lib/base/is-unique-conflict";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { type AppToCheck, checkApp } from "./check-app";
import type { AppCallFacts, ReviewCheck, ReviewSubmission } from "./schema";

export type SubmitAppOutcome =
  | { kind: "submitted"; reviewId: string }
  | { kind: "already_submitted" }
  /** Some check did not pass: nothing was submitted. */
  | { kind: "checks_failed"; checks: ReviewCheck[] };

/**
 * Submits an app for certification, with the evidence of every check as it is now. One undecided review per app.
 * The door has made sure that the app is of the person's company. Event: app_submitted.
 */
export async function submitApp(
  db: Db,
  given: { app: Omit<AppToCheck, "websiteUrl">; personId: string; submission: ReviewSubmission; calls: AppCallFacts },
): Promise<SubmitAppOutcome> {
  const { app, personId, submission } = given;
  const checks = await checkApp(db, { ...app, websiteUrl: submission.websiteUrl }, given.calls);
  if (checks.some((check) => !check.passed)) return { kind: "checks_failed", checks };
  const id = newId("review");
  try {
    await db.$transaction(async (tx) => {
      await tx.review.create({
        data: {
          id,
          appId: app.id,
          companyId: app.companyId,
          submittedById: personId,
          note: submission.note,
          websiteUrl: submission.websiteUrl,
          checks,
          openKey: app.id,
        },
      });
      const who = { personId, companyId: app.companyId, appId: app.id };
      await recordEvent(tx, { name: "app_submitted", properties: { review_id: id }, ...who });
      await recordAudit(tx, {
        actorKind: "person",
        actorId: personId,
        action: "review.submitted",
        subjectKind: "review",
        subjectId: id,
        companyId: app.companyId,
      });
    });
    return { kind: "submitted", reviewId: id };
  } catch (error) {
    if (isUniqueConflict(error)) return { kind: "already_submitted" };
    throw error;
  }
}
