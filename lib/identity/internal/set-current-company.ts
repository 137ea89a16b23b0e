import { now } from "@/lib/base/clock";
import type { Tx } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";

/**
 * Makes a company the one a person works in from now on, and keeps since when: events are stamped with the company of their time. The event
 * `company_changed` tells the ledger the same; `reason` null: the caller's own event (`company_joined`) does. Returns the moment.
 */
export async function setCurrentCompany(
  tx: Tx,
  change: { personId: string; companyId: string; reason: string | null },
): Promise<Date> {
  const { personId, companyId, reason } = change;
  const since = now();
  const before = await tx.person.findUniqueOrThrow({ where: { id: personId }, select: { companyId: true } });
  if (before.companyId === companyId) return since;
  await tx.person.update({ where: { id: personId }, data: { companyId } });
  await tx.companyTerm.upsert({
    where: { personId_since: { personId, since } },
    create: { personId, since, companyId },
    update: { companyId },
  });
  if (reason !== null) {
    await recordEvent(tx, { name: "company_changed", personId, companyId, occurredAt: since, properties: { reason } });
  }
  return since;
}
