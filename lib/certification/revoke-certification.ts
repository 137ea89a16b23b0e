import { now } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { requireReviewer, type StaffActor } from "./internal/rules";

/**
 * Takes a certification back: its public page says so from now on, its open audits fall away. The reason is kept for staff and not shown.
 * Throws `forbidden` unless admin or devrel, `not_found`, `invalid_fields` without a reason. Returns false when it was revoked before.
 */
export async function revokeCertification(
  db: Db,
  given: { certificationId: string; reason: string; actor: StaffActor },
): Promise<boolean> {
  requireReviewer(given.actor);
  const reason = given.reason.trim().slice(0, 2_000);
  if (!reason) {
    const errors = [{ pointer: "/reason", detail: "Say why: it is kept in the audit log." }];
    throw new PortalError("invalid_fields", undefined, { errors });
  }
  return db.$transaction(async (tx) => {
    const row = await tx.certification.findUnique({ where: { id: given.certificationId } });
    if (!row) throw new PortalError("not_found", "There is no such certification.");
    const { count } = await tx.certification.updateMany({
      where: { id: row.id, revokedAt: null },
      data: { revokedAt: now(), revokeReason: reason },
    });
    if (count === 0) return false;
    await tx.audit.deleteMany({ where: { certificationId: row.id, doneAt: null } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: given.actor.personId,
      action: "certification.revoked",
      subjectKind: "certification",
      subjectId: row.id,
      companyId: row.companyId,
      before: { status: "valid" },
      after: { status: "revoked", reason },
    });
    return true;
  });
}
