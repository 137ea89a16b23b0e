import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { foundCompany } from "./internal/found-company";
import { joinCompany } from "./internal/join-company";
import { retryOnConflict } from "./internal/retry-on-conflict";

export type ChooseOrganisationOutcome =
  | { outcome: "joined" | "founded" | "already_member"; companyId: string }
  | { outcome: "not_vouched_for" };

/**
 * Takes one of the person's GitHub organisations as their company (domain.md, identity 5): the company known under it, or a new one.
 * Only organisations GitHub vouched for at the last sign-in. Moves the future, not the past: apps and events stay where they were.
 */
export async function chooseOrganisation(
  db: Db,
  choice: { personId: string; organisation: string },
): Promise<ChooseOrganisationOutcome> {
  const { personId } = choice;
  return retryOnConflict(db, async (tx): Promise<ChooseOrganisationOutcome> => {
    const accounts = await tx.account.findMany({ where: { userId: personId, provider: "github" } });
    const wanted = choice.organisation.toLowerCase();
    const login = accounts.flatMap((account) => account.organisations).find((name) => name.toLowerCase() === wanted);
    if (!login) return { outcome: "not_vouched_for" };

    const identifier = { kind: "github_organisation" as const, value: wanted };
    const known = await tx.companyIdentifier.findFirst({ where: { ...identifier, verifiedAt: { not: null } } });
    const companyId =
      known?.companyId ?? (await foundCompany(tx, { name: login, companyKind: "organisation", identifier }));
    const before = await tx.person.findUniqueOrThrow({ where: { id: personId }, select: { companyId: true } });
    const joined = await joinCompany(tx, {
      personId,
      companyId,
      role: known ? "developer" : "owner",
      reason: "github_organisation",
      actorId: personId,
    });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: personId,
      action: "person.company_changed",
      subjectKind: "person",
      subjectId: personId,
      companyId,
      before,
      after: { companyId, organisation: login },
    });
    if (!joined) return { outcome: "already_member", companyId };
    return { outcome: known ? "joined" : "founded", companyId };
  });
}
