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

/** Writes a company and what proves who is of it. A domain or organisation claimed meanwhile is a unique violation: retry. */
export async function foundCompany(tx: Tx, company: NewCompany): Promise<string> {
  const id = newId("company");
  await tx.company.create({
    data: {
      id,
      name: company.name,
      slug: await companySlug(tx, company.name),
      kind: company.companyKind,
      website: company.website,
      ...(company.identifier ? { identifiers: { create: { ...company.identifier, verifiedAt: now() } } } : {}),
    },
  });
  return id;
}
