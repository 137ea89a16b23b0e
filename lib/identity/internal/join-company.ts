import { newId } from "@/lib/base/ids";
import type { Tx } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import type { CompanyReason, MembershipRole } from "../schema";
import { lockCompany } from "./member-of";
import { setCurrentCompany } from "./set-current-company";

/**
 * Makes a person a member and the company the one they work in from now on: membership, event `company_joined`, a row in the merge ledger.
 * The past stays where it was (domain.md, identity 5). False when they were a member already; then only the current company changes.
 */
export async function joinCompany(
  tx: Tx,
  join: { personId: string; companyId: string; role: MembershipRole; reason: CompanyReason; actorId: string },
): Promise<boolean> {
  const { personId, companyId, role, reason, actorId } = join;
  // A membership that is there already may be about to end.
  await lockCompany(tx, companyId);
  const { count } = await tx.membership.createMany({
    data: [{ id: newId("membership"), companyId, personId, role }],
    skipDuplicates: true,
  });
  const since = await setCurrentCompany(tx, { personId, companyId, reason: count === 0 ? reason : null });
  if (count === 0) return false;
  const eventId = await recordEvent(tx, {
    name: "company_joined",
    personId,
    companyId,
    occurredAt: since,
    properties: { role, reason },
  });
  await tx.identityLink.create({
    data: {
      id: newId("identityLink"),
      kind: "person_company",
      subject: personId,
      personId,
      companyId,
      reason,
      eventId,
      occurredAt: since,
      actorId,
    },
  });
  await recordAudit(tx, {
    actorKind: "person",
    actorId,
    action: "membership.added",
    subjectKind: "person",
    subjectId: personId,
    companyId,
    after: { role, reason },
  });
  // A company of one's own that took somebody in is an organisation from then on.
  const members = await tx.membership.count({ where: { companyId } });
  if (members > 1) {
    await tx.company.updateMany({ where: { id: companyId, kind: "personal" }, data: { kind: "organisation" } });
  }
  return true;
}
