import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import type { EventRow } from "@/lib/events/schema";
import { linkVisitor } from "@/lib/identity/link-visitor";
import { listCurrentCompanies } from "@/lib/identity/list-current-companies";
import { isDailyVisitor } from "@/lib/visits/name-daily-visitor";

/**
 * Writes the ties that senders told (identify, alias) into the merge ledger, for people the portal knows. The event that tells it is durable
 * already and the reports go by that one; should the database be away, the ledger lacks the line and the log says so.
 */
export async function noteLinks(db: Db, rows: EventRow[], log: Logger): Promise<void> {
  const ties = rows.filter(
    (row) =>
      row.name === "visitor_identified" &&
      row.visitor_id !== "" &&
      row.person_id.startsWith("per_") &&
      !isDailyVisitor(row.visitor_id),
  );
  if (ties.length === 0) return;
  try {
    const companies = await listCurrentCompanies(db, [...new Set(ties.map((row) => row.person_id))]);
    for (const { visitor_id, person_id, event_id, source_id } of ties) {
      if (!companies.has(person_id)) continue;
      await db.$transaction((tx) =>
        linkVisitor(tx, {
          visitorId: visitor_id,
          personId: person_id,
          companyId: companies.get(person_id),
          reason: "identify",
          eventId: event_id,
          actorId: source_id,
        }),
      );
    }
  } catch (error) {
    log.error({ err: error, ties: ties.length }, "ties are not in the merge ledger");
  }
}
