import { now } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { companyDomain, nameOfDomain } from "./internal/company-domain";
import type { CompanyReason, MembershipRole } from "./schema";

/** What is known of somebody at sign-up; only what the provider has verified may stand here. */
export type CompanyEvidence = {
  inviteToken?: string;
  /** Verified addresses, the primary one first. */
  verifiedEmails: string[];
  /** Logins of organisations the provider vouches for. */
  organisations: string[];
  /** What a company of one's own would be called. */
  personalName: string;
};

export type CompanyDecision =
  | {
      kind: "join";
      companyId: string;
      reason: CompanyReason;
      role: MembershipRole;
      invite?: { id: string; inviterId: string };
    }
  | {
      kind: "create";
      reason: CompanyReason;
      role: "owner";
      name: string;
      companyKind: "organisation" | "personal";
      website?: string;
      identifier?: { kind: "email_domain"; value: string };
    };

/**
 * Which company somebody is of (domain.md, identity 5): accepted invite > verified e-mail domain > GitHub organisation > one of their own.
 * An address whose company is known wins over an earlier one whose company is not (a private domain listed before the employer's).
 * Several known GitHub organisations decide nothing: the person chooses on the account page. Writes nothing.
 */
export async function resolveCompany(db: Db | Tx, evidence: CompanyEvidence): Promise<CompanyDecision> {
  if (evidence.inviteToken) {
    const invite = await db.invite.findUnique({ where: { tokenHash: hashSecret(evidence.inviteToken) } });
    if (invite && !invite.acceptedAt && !invite.revokedAt && invite.expiresAt > now()) {
      const { id, inviterId, companyId, role } = invite;
      return { kind: "join", companyId, reason: "invite", role, invite: { id, inviterId } };
    }
  }

  const domains = [...new Set(evidence.verifiedEmails.map(companyDomain).filter((domain) => domain !== null))];
  const knownDomains = await db.companyIdentifier.findMany({
    where: { kind: "email_domain", value: { in: domains }, verifiedAt: { not: null } },
  });
  for (const domain of domains) {
    const known = knownDomains.find((identifier) => identifier.value === domain);
    if (known) return { kind: "join", companyId: known.companyId, reason: "email_domain", role: "developer" };
  }
  const domain = domains[0];
  if (domain) {
    return {
      kind: "create",
      reason: "email_domain",
      role: "owner",
      name: nameOfDomain(domain),
      companyKind: "organisation",
      website: `https://${domain}`,
      identifier: { kind: "email_domain", value: domain },
    };
  }

  const organisations = await db.companyIdentifier.findMany({
    where: {
      kind: "github_organisation",
      value: { in: evidence.organisations.map((login) => login.toLowerCase()) },
      verifiedAt: { not: null },
    },
  });
  const companies = [...new Set(organisations.map((identifier) => identifier.companyId))];
  if (companies.length === 1 && companies[0]) {
    return { kind: "join", companyId: companies[0], reason: "github_organisation", role: "developer" };
  }

  return {
    kind: "create",
    reason: "personal",
    role: "owner",
    name: evidence.personalName,
    companyKind: "personal",
  };
}
