import { dayMs, now } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { checkApp } from "./check-app";
import { checkDeveloperCertification } from "./internal/developer-checks";
import { allTracks } from "./internal/load-tracks";
import { auditRepeatDays, requireReviewer, type StaffActor } from "./internal/rules";
import type { AppCallFacts, ReviewCheck } from "./schema";

/** What the other rooms know of the holder today; the door passes it in. */
export type AuditFacts =
  | {
      kind: "app";
      app: { id: string; companyId: string; description: string; websiteUrl: string };
      calls: AppCallFacts;
    }
  | { kind: "developer"; lastCallAt: Date | null };

export type AuditOutcome = { kind: "passed" | "failed"; checks: ReviewCheck[] } | { kind: "already_done" };

/**
 * Runs the checks of an open audit and records the result. A failed one is due again in two weeks while the certification lasts; taking the
 * certification back stays a person's decision. Throws `forbidden` unless admin or devrel, `not_found`.
 * Events: developer_audited, app_audited.
 */
export async function runAudit(
  db: Db,
  given: { auditId: string; facts: AuditFacts; actor: StaffActor },
): Promise<AuditOutcome> {
  requireReviewer(given.actor);
  return db.$transaction(async (tx): Promise<AuditOutcome> => {
    const audit = await tx.audit.findUnique({ where: { id: given.auditId }, include: { certification: true } });
    if (!audit || audit.certification.kind !== given.facts.kind)
      throw new PortalError("not_found", "There is no such audit.");
    const { certification } = audit;
    const checks =
      given.facts.kind === "app"
        ? await checkApp(tx, given.facts.app, given.facts.calls)
        : checkDeveloperCertification({
            trackVersion: certification.trackVersion,
            currentVersion: allTracks().find((track) => track.id === certification.trackId)?.version ?? null,
            lastCallAt: given.facts.lastCallAt,
          });
    const passed = checks.every((check) => check.passed);
    const doneAt = now();
    const { count } = await tx.audit.updateMany({
      where: { id: audit.id, doneAt: null },
      data: { doneAt, result: passed ? "passed" : "failed", checks, doneById: given.actor.personId },
    });
    if (count === 0) return { kind: "already_done" };
    const again = new Date(doneAt.getTime() + auditRepeatDays * dayMs);
    if (!passed && !certification.revokedAt && (!certification.expiresAt || again < certification.expiresAt)) {
      await tx.audit.create({
        data: { id: newId("audit"), certificationId: certification.id, dueAt: again },
      });
    }
    await recordEvent(tx, {
      name: certification.kind === "app" ? "app_audited" : "developer_audited",
      properties: { certification_id: certification.id, passed },
      personId: certification.personId ?? undefined,
      companyId: certification.companyId,
      appId: certification.appId ?? undefined,
    });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: given.actor.personId,
      action: passed ? "audit.passed" : "audit.failed",
      subjectKind: "certification",
      subjectId: certification.id,
      companyId: certification.companyId,
    });
    return { kind: passed ? "passed" : "failed", checks };
  });
}
