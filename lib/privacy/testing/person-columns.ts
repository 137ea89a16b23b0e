import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * Where PostgreSQL names a person, and what becomes of it. `exported`: the part of the export (lib/privacy/export-person.ts) that has it; for
 * what staff did, the audit log tells it. `erased`: `gone` (the row is deleted), `cleared` (the column is), `anonymous` (the id stays and
 * leads to a row without name, address and logins: decisions/0014, "counts and the past do not change").
 */
type Fate = { exported: string; erased: "gone" | "cleared" | "anonymous" };
const fate = (exported: string, erased: Fate["erased"]): Fate => ({ exported, erased });

export const personColumns: Record<string, Fate> = {
  "accounts.person_id": fate("accounts", "gone"),
  "api_keys.created_by_id": fate("keys", "anonymous"),
  "apps.created_by_id": fate("apps", "anonymous"),
  "attempts.person_id": fate("attempts", "anonymous"),
  "audit_entries.actor_id": fate("auditEntries", "anonymous"),
  "audits.done_by_id": fate("auditEntries", "anonymous"),
  "auth_sessions.person_id": fate("authSessions", "gone"),
  "certifications.person_id": fate("certificates", "anonymous"),
  "company_terms.person_id": fate("companyTerms", "anonymous"),
  "conversions.person_id": fate("conversions", "gone"),
  "conversions.who": fate("conversions", "gone"),
  "deliveries.order_key": fate("forwarded", "gone"),
  "destination_replays.created_by": fate("auditEntries", "anonymous"),
  // Both are pruned within the hour.
  "device_guesses.person_id": fate("auditEntries", "anonymous"),
  "device_requests.person_id": fate("auditEntries", "anonymous"),
  "digests.owner_id": fate("digests", "gone"),
  "digests.recipients": fate("digests", "cleared"),
  "embeds.created_by_id": fate("auditEntries", "anonymous"),
  "erasures.person_id": fate("auditEntries", "anonymous"),
  "identity_links.actor_id": fate("auditEntries", "anonymous"),
  "identity_links.person_id": fate("links", "anonymous"),
  "identity_links.undone_by": fate("auditEntries", "anonymous"),
  "invites.accepted_by_id": fate("invitesTaken", "anonymous"),
  "invites.email": fate("invitesReceived", "cleared"),
  "invites.inviter_id": fate("invitesSent", "anonymous"),
  "listings.created_by_id": fate("listings", "anonymous"),
  "listings.decided_by_id": fate("auditEntries", "anonymous"),
  "mail_stops.person_id": fate("mailStops", "cleared"),
  "mails.person_id": fate("mails", "gone"),
  "mails.recipient": fate("mails", "gone"),
  "memberships.person_id": fate("memberships", "gone"),
  "notes.created_by": fate("auditEntries", "anonymous"),
  "persons.email": fate("profile", "cleared"),
  "plan_assignments.actor_id": fate("auditEntries", "anonymous"),
  "request_details.person_id": fate("callDetails", "gone"),
  "reviews.decided_by_id": fate("auditEntries", "anonymous"),
  "reviews.submitted_by_id": fate("reviews", "anonymous"),
  "saved_funnels.owner_id": fate("savedFunnels", "anonymous"),
  "service_tokens.created_by": fate("auditEntries", "anonymous"),
  "spend_imports.person_id": fate("auditEntries", "anonymous"),
  "sql_runs.actor": fate("sqlRuns", "gone"),
  "stuck_cases.handled_by_id": fate("auditEntries", "cleared"),
  "stuck_cases.person_id": fate("stuckCases", "gone"),
  "stuck_notes.person_id": fate("stuckNotes", "gone"),
  "stuck_notes.sent_by_id": fate("auditEntries", "cleared"),
};

const namesPerson =
  /(^|_)(person|owner|inviter|actor|author|recipient|recipients|email|reader|user|member|staff)(_id)?s?$|_by(_id)?$|^(order_key|who)$/;
/** Look like people and are none: what an event or a click was matched by, facts about an address. */
const others = new Set(["conversions.matched_by"]);

/** Every column of the schema whose name says that it may hold a person, as `table.column`. */
export function listPersonColumns(root: string): string[] {
  const folder = path.join(root, "prisma/schema");
  return readdirSync(folder)
    .flatMap((file) => [...readFileSync(path.join(folder, file), "utf8").matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)])
    .flatMap(([, body = ""]) => {
      const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? "";
      return body.split("\n").flatMap((line) => {
        const [, field, type] = /^\s+(\w+)\s+(String\S*)/.exec(line) ?? [];
        if (!field || !type) return [];
        return [`${table}.${/@map\("(\w+)"\)/.exec(line)?.[1] ?? field}`];
      });
    })
    .filter((column) => namesPerson.test(column.split(".")[1] ?? "") && !others.has(column))
    .sort();
}
