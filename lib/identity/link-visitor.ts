import { newId } from "@/lib/base/ids";
import type { Tx } from "@/lib/base/postgres";
import { claimVisitor } from "./internal/claim-visitor";

export type VisitorLinkOutcome = "linked" | "already_linked" | "linked_to_another" | "refused";

/**
 * Ties a visitor to a person in the merge ledger, in the caller's transaction. Never moves a visitor from one person to another
 * (`linked_to_another`: write nothing, give the browser a new visitor) and never ties an id that stands for nobody (`refused`).
 */
export async function linkVisitor(
  tx: Tx,
  link: {
    visitorId: string;
    personId: string;
    companyId?: string | null;
    reason: string;
    eventId?: string;
    actorId?: string;
  },
): Promise<VisitorLinkOutcome> {
  const claim = await claimVisitor(tx, link.visitorId, link.personId);
  if (claim.rotated) return "linked_to_another";
  if (!claim.visitorId) return "refused";
  const { visitorId, personId, companyId, reason, eventId, actorId } = link;
  const known = await tx.identityLink.count({
    where: { kind: "visitor_person", subject: visitorId, personId, undoneAt: null },
  });
  if (known > 0) return "already_linked";
  await tx.identityLink.create({
    data: {
      id: newId("identityLink"),
      kind: "visitor_person",
      subject: visitorId,
      personId,
      companyId,
      reason,
      eventId,
      actorId: actorId ?? personId,
    },
  });
  return "linked";
}
