import { now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Tx } from "@/lib/base/postgres";
import { companySlug } from "./company-slug";

export type NewCompany = {
  name: string;
  companyKind: "organisation" | "personal";
  website?: string;
  identifier?: { kind: "email_domain" | "github_organisation"; value: string };
};

/**
 * Writes a company and what proves who is of it. Proof takes over a claim that nobody had verified.
 * A domain or organisation that somebody else proved meanwhile is a unique violation: run the transaction again.
 */
export async function foundCompany(tx: Tx, company: NewCompany): Promise<string> {
  const id = newId("company");
  await tx.company.create({
    data: {
      id,
      name: company.name,
      slug: await companySlug(tx, company.name),
      kind: company.companyKind,
      website: company.website,
    },
  });
  if (company.identifier) {
    const { kind, value } = company.identifier;
    await tx.companyIdentifier.deleteMany({ where: { kind, value, verifiedAt: null } });
    await tx.companyIdentifier.create({ data: { companyId: id, kind, value, verifiedAt: now() } });
  }
  return id;
}
