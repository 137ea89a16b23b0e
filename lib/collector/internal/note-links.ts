import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import type { EventRow } from "@/lib/events/schema";
import { companyAt, listCompanyTerms } from "@/lib/identity/list-company-terms";
import { noteLink } from "@/lib/identity/note-link";
import { isDailyVisitor } from "@/lib/visits/name-daily-visitor";

/**
 * Writes the ties that senders told (identify, alias, or any event with both ids) into the merge ledger, for people the portal knows.
 * The event that tells it is durable already and the reports go by that one; should the database be away, or this process be killed
 * before, the worker's `identity.reconcile-links` writes the line from the ledger.
 */
export async function noteLinks(db: Db, rows: EventRow[], log: Logger): Promise<void> {
  const ties = rows.filter(
    // The house writes its own (signed_up, signed_in) in the transaction that made them.
    (row) =>
      row.visitor_id !== "" &&
      row.person_id.startsWith("per_") &&
      !houseNames.has(row.name) &&
      !isDailyVisitor(row.visitor_id),
  );
  if (ties.length === 0) return;
  try {
    const terms = await listCompanyTerms(db, [...new Set(ties.map((row) => row.person_id))]);
    const pairs = new Map<string, EventRow>();
    for (const row of ties) {
      const pair = `${row.visitor_id}\0${row.person_id}`;
      const first = pairs.get(pair);
      if (terms.has(row.person_id) && !(first && isEarlier(first, row))) pairs.set(pair, row);
    }
    for (const row of pairs.values()) {
      const occurredAt = new Date(row.occurred_at);
      const tie = {
        personId: row.person_id,
        companyId: companyAt(terms.get(row.person_id), occurredAt.getTime()),
        reason: row.name === "visitor_identified" ? "identify" : row.name,
        eventId: row.event_id,
        occurredAt,
        actorId: row.source_id,
      };
      await db.$transaction(async (tx) => {
        await noteLink(tx, { ...tie, kind: "visitor_person", subject: row.visitor_id });
        if (isExternal(row)) await noteLink(tx, { ...tie, kind: "external_person", subject: row.visitor_id });
      });
    }
  } catch (error) {
    log.error({ err: error, ties: ties.length }, "ties are not in the merge ledger yet");
  }
}

const houseNames = new Set(["signed_up", "signed_in"]);

/** As the ledger's view `aliases_of_users` has it: a service said that an id of its own systems is this person. */
function isExternal(row: EventRow): boolean {
  return row.name === "visitor_identified" && row.sent_by !== "web" && !row.visitor_id.startsWith("vis_");
}

function isEarlier(one: EventRow, other: EventRow): boolean {
  return (
    one.occurred_at < other.occurred_at || (one.occurred_at === other.occurred_at && one.event_id < other.event_id)
  );
}
