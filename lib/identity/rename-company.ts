import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { memberOf } from "./internal/member-of";
import { companyNameSchema } from "./schema";

/** Gives a company another name (its slug stays). Owners and admins only, else `forbidden`. */
export async function renameCompany(
  db: Db,
  rename: { companyId: string; name: string; actorId: string },
): Promise<void> {
  const { companyId, actorId } = rename;
  const name = companyNameSchema.parse(rename.name);
  await db.$transaction(async (tx) => {
    const role = await memberOf(tx, companyId, actorId);
    if (role !== "owner" && role !== "admin") {
      throw new PortalError("forbidden", "Only owners and admins rename the company.");
    }
    const before = await tx.company.findUniqueOrThrow({ where: { id: companyId }, select: { name: true } });
    if (before.name === name) return;
    await tx.company.update({ where: { id: companyId }, data: { name } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "company.renamed",
      subjectKind: "company",
      subjectId: companyId,
      companyId,
      before,
      after: { name },
    });
  });
}
