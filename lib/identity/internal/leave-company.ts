import { now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Tx } from "@/lib/base/postgres";
import { foundCompany } from "./found-company";
import { setCurrentCompany } from "./set-current-company";

/**
 * Ends a membership. When it was the company they worked in, they go on in their oldest other one, or in a new one of their own:
 * a person always has a company. Their open invites into it end too, or a link of their own would let them in again. The ledger's row stays:
 * the past is still that company's.
 */
export async function leaveCompany(tx: Tx, personId: string, companyId: string): Promise<void> {
  await tx.membership.delete({ where: { companyId_personId: { companyId, personId } } });
  await tx.invite.updateMany({
    where: { companyId, inviterId: personId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now() },
  });
  const person = await tx.person.findUniqueOrThrow({ where: { id: personId } });
  if (person.companyId !== companyId) return;
  const other = await tx.membership.findFirst({ where: { personId }, orderBy: { id: "asc" } });
  let nextId = other?.companyId;
  if (!nextId) {
    const name = person.name || person.githubLogin || "Personal";
    nextId = await foundCompany(tx, { name, companyKind: "personal" });
    await tx.membership.create({
      data: { id: newId("membership"), companyId: nextId, personId, role: "owner" },
    });
    await tx.identityLink.create({
      data: {
        id: newId("identityLink"),
        kind: "person_company",
        subject: personId,
        personId,
        companyId: nextId,
        reason: "personal",
        actorId: personId,
      },
    });
  }
  await setCurrentCompany(tx, { personId, companyId: nextId, reason: "left" });
}
