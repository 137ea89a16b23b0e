import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";
import { claimVisitor } from "./internal/claim-visitor";
import { grantStaffAdmin } from "./internal/staff-at-sign-in";
import { linkVisitor } from "./link-visitor";

export type SignIn = {
  personId: string;
  provider: string;
  visitorId?: string;
  /** Why this person is an admin of the portal from now on; absent: their role stays. */
  adminBecause?: string;
};

/**
 * Records that a known person signed in again: event `signed_in` and the tie of this browser's visitor, in one transaction.
 * A browser that is another person's gets a new visitor (`rotated`: the door must set it); the past stays with that person.
 */
export async function recordSignIn(db: Db, signIn: SignIn): Promise<{ visitorId?: string; rotated: boolean }> {
  const { personId, provider, visitorId, adminBecause } = signIn;
  return db.$transaction(async (tx) => {
    const person = await tx.person.findUniqueOrThrow({ where: { id: personId }, select: { companyId: true } });
    const companyId = person.companyId ?? undefined;
    const claim = await claimVisitor(tx, visitorId, personId);
    const occurredAt = now();
    const eventId = await recordEvent(tx, {
      name: "signed_in",
      occurredAt,
      personId,
      companyId,
      visitorId: claim.visitorId,
      properties: { provider },
    });
    if (claim.visitorId) {
      await linkVisitor(tx, {
        visitorId: claim.visitorId,
        personId,
        companyId,
        reason: "signed_in",
        eventId,
        occurredAt,
      });
    }
    if (adminBecause) await grantStaffAdmin(tx, personId, adminBecause);
    return claim;
  });
}
