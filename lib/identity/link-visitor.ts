import { now } from "@/lib/base/clock";
import type { Tx } from "@/lib/base/postgres";
import { claimVisitor } from "./internal/claim-visitor";
import { noteLink } from "./note-link";

export type VisitorLinkOutcome = "linked" | "already_linked" | "linked_to_another" | "refused";

/**
 * Ties a visitor to a person in the merge ledger, in the caller's transaction. Never moves a visitor from one person to another
 * (`linked_to_another`: write nothing, give the browser a new visitor) and never ties an id that stands for nobody (`refused`).
 * The caller records the event `eventId` with the same `occurredAt`: it is what the reports go by.
 */
export async function linkVisitor(
  tx: Tx,
  link: {
    visitorId: string;
    personId: string;
    companyId?: string | null;
    reason: string;
    eventId?: string;
    occurredAt?: Date;
    actorId?: string;
  },
): Promise<VisitorLinkOutcome> {
  const { visitorId: subject, occurredAt = now(), ...told } = link;
  const claim = await claimVisitor(tx, subject, link.personId);
  if (claim.rotated) return "linked_to_another";
  if (!claim.visitorId) return "refused";
  const outcome = await noteLink(tx, { ...told, kind: "visitor_person", subject, occurredAt });
  return outcome === "linked" ? "linked" : "already_linked";
}
