import type { Db } from "@/lib/base/postgres";
import { lockCompany } from "./internal/member-of";
import { setCurrentCompany } from "./internal/set-current-company";

/** Makes another of a person's companies the one whose console they see. False when they are no member of it. */
export async function switchCompany(db: Db, change: { personId: string; companyId: string }): Promise<boolean> {
  const { personId, companyId } = change;
  return db.$transaction(async (tx) => {
    // Somebody may be taking them out of it: whose current company is not theirs can open no console at all.
    await lockCompany(tx, companyId);
    const member = await tx.membership.findUnique({ where: { companyId_personId: { companyId, personId } } });
    if (!member) return false;
    await setCurrentCompany(tx, { personId, companyId, reason: "switched" });
    return true;
  });
}
