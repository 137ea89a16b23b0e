import { newId } from "@/lib/base/ids";
import type { Tx } from "@/lib/base/postgres";
import { lockVisitor } from "./internal/claim-visitor";

/** A tie that an event in the ledger tells. */
export type ToldLink = {
  kind: "visitor_person" | "external_person";
  subject: string;
  personId: string;
  companyId?: string | null;
  reason: string;
  eventId?: string;
  occurredAt: Date;
  actorId?: string;
};

/**
 * Writes a tie into the merge ledger, in the caller's transaction: one row for each subject and person, of the earliest event that tells it.
 * Of several persons' ties of one visitor all are kept; the earliest counts (getVisitorLink). A pair that was undone stays undone.
 */
export async function noteLink(tx: Tx, link: ToldLink): Promise<"linked" | "already_linked" | "undone"> {
  const { kind, subject, personId, companyId, reason, eventId, occurredAt, actorId } = link;
  await lockVisitor(tx, subject);
  const known = await tx.identityLink.findFirst({ where: { kind, subject, personId } });
  if (!known) {
    await tx.identityLink.create({
      data: {
        id: newId("identityLink"),
        ...{ kind, subject, personId, companyId, reason, eventId, occurredAt },
        actorId: actorId ?? personId,
      },
    });
    return "linked";
  }
  if (isEarlier({ occurredAt, eventId }, known)) {
    await tx.identityLink.update({ where: { id: known.id }, data: { occurredAt, eventId, reason, companyId } });
  }
  return known.undoneAt ? "undone" : "already_linked";
}

function isEarlier(
  one: { occurredAt: Date; eventId?: string | null },
  other: { occurredAt: Date; eventId: string | null },
): boolean {
  const difference = one.occurredAt.getTime() - other.occurredAt.getTime();
  return difference < 0 || (difference === 0 && (one.eventId ?? "") < (other.eventId ?? ""));
}
