import type { Tx } from "@/lib/base/postgres";

/**
 * Takes `before` and `after` out of the audit entries about a person, and of those of companies nobody is left in: the texts may say who
 * somebody was. Who did what to what and when stays, and so do roles. The only change that the database lets through (decision 0014).
 */
export async function eraseAuditDetails(tx: Tx, erase: { personId: string; companyIds: string[] }): Promise<void> {
  const { personId, companyIds } = erase;
  // For this transaction only.
  await tx.$executeRaw`SELECT set_config('waymark.erases_audit_details', 'on', true)`;
  await tx.$executeRaw`
    UPDATE audit_entries SET before = NULL, after = NULL
    WHERE ((subject_id = ${personId} AND action NOT LIKE 'membership.%') OR company_id = ANY(${companyIds})) AND (before IS NOT NULL OR after IS NOT NULL)`;
  await tx.$executeRaw`SELECT set_config('waymark.erases_audit_details', 'off', true)`;
}
