import { PortalError } from "@/lib/base/errors";
import type { Db, Tx } from "@/lib/base/postgres";
import type { MembershipRole } from "../schema";

/** The role somebody has in a company; throws `forbidden` when they are no member. */
export async function memberOf(db: Db | Tx, companyId: string, personId: string): Promise<MembershipRole> {
  const membership = await db.membership.findUnique({ where: { companyId_personId: { companyId, personId } } });
  if (!membership) throw new PortalError("forbidden", "You are not a member of this company.");
  return membership.role;
}

/** Holds the company's members still until the transaction ends, so that two owners cannot both step down. */
export async function lockCompany(tx: Tx, companyId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM companies WHERE id = ${companyId} FOR UPDATE`;
}
