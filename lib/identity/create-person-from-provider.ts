import { now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Db, Tx } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";
import { claimVisitor } from "./internal/claim-visitor";
import { foundCompany } from "./internal/found-company";
import { joinCompany } from "./internal/join-company";
import { retryOnConflict } from "./internal/retry-on-conflict";
import { grantStaffAdmin } from "./internal/staff-at-sign-in";
import { takeInvite } from "./internal/take-invite";
import { linkVisitor } from "./link-visitor";
import { resolveCompany } from "./resolve-company";
import type { CompanyReason } from "./schema";

/** Somebody a provider has just vouched for and whom the portal does not know yet. Addresses are verified ones, the primary first. */
export type NewPerson = {
  /** An id given out before anything was written (next-auth asks for one); default a new one. */
  personId?: string;
  provider: string;
  providerAccountId: string;
  name: string | null;
  image: string | null;
  githubLogin?: string;
  verifiedEmails: string[];
  organisations: string[];
  visitorId?: string;
  inviteToken?: string;
  /** Why this person is an admin of the portal from the start (the setting STAFF names them); absent: they are not. */
  adminBecause?: string;
};

export type SignUp = {
  personId: string;
  companyId: string;
  companyReason: CompanyReason;
  /** The visitor that was tied; with `rotated` a new one, which the door must set. */
  visitorId?: string;
  rotated: boolean;
};

/**
 * Writes a new person with everything that belongs to them - account, company, membership, merge ledger, events `signed_up`,
 * `company_joined` and `invite_accepted` - in one transaction: after a crash there is nothing, and the next try succeeds.
 */
export async function createPersonFromProvider(db: Db, person: NewPerson): Promise<SignUp> {
  return retryOnConflict(db, (tx) => writePerson(tx, person));
}

async function writePerson(tx: Tx, person: NewPerson): Promise<SignUp> {
  const personId = person.personId ?? newId("person");
  const [email] = person.verifiedEmails;
  await tx.person.create({
    data: {
      id: personId,
      name: person.name,
      email: email?.toLowerCase(),
      emailVerified: email ? now() : null,
      image: person.image,
      githubLogin: person.githubLogin,
      accounts: {
        create: {
          id: newId("account"),
          type: person.provider === "local" ? "local" : "oauth",
          provider: person.provider,
          providerAccountId: person.providerAccountId,
          organisations: person.organisations,
        },
      },
    },
  });

  const decision = await resolveCompany(tx, {
    inviteToken: person.inviteToken,
    verifiedEmails: person.verifiedEmails,
    organisations: person.organisations,
    personalName: person.name || person.githubLogin || "Personal",
  });
  const companyId = decision.kind === "join" ? decision.companyId : await foundCompany(tx, decision);
  const { role, reason } = decision;
  const invite = decision.kind === "join" ? decision.invite : undefined;

  const claim = await claimVisitor(tx, person.visitorId, personId);
  const occurredAt = now();
  const eventId = await recordEvent(tx, {
    name: "signed_up",
    occurredAt,
    personId,
    companyId,
    visitorId: claim.visitorId,
    properties: {
      provider: person.provider,
      company_reason: reason,
      ...(invite ? { invite_id: invite.id, inviter_id: invite.inviterId } : {}),
    },
  });
  if (claim.visitorId) {
    await linkVisitor(tx, {
      visitorId: claim.visitorId,
      personId,
      companyId,
      reason: "signed_up",
      eventId,
      occurredAt,
    });
  }
  await joinCompany(tx, { personId, companyId, role, reason, actorId: personId });
  // Somebody took the same invite between our look and now: undone as a whole; the caller's next try finds it used.
  if (invite && !(await takeInvite(tx, invite, { personId, companyId }))) throw new InviteTakenError();
  if (person.adminBecause) await grantStaffAdmin(tx, personId, person.adminBecause);
  return { personId, companyId, companyReason: reason, ...claim };
}

/** Two people used one invite at the same moment; carries the code on which the transaction is run again. */
class InviteTakenError extends Error {
  readonly code = "P2034";
}
