import { postgres } from "@/lib/base/postgres";
import type { OutboxPayload } from "@/lib/events/record-event";
import { createPersonFromProvider, type NewPerson, type SignUp } from "../create-person-from-provider";

let count = 0;

/** Signs somebody up the way a GitHub callback does; whatever is not given is different for each. */
export function signUp(person: Partial<NewPerson> = {}): Promise<SignUp> {
  count++;
  return createPersonFromProvider(postgres(), {
    provider: "github",
    providerAccountId: `9${count}`,
    name: `Person ${count}`,
    image: null,
    githubLogin: `person-${count}`,
    verifiedEmails: [],
    organisations: [],
    ...person,
  });
}

/** What waits in the outbox, oldest first, of one name or all. */
export async function recorded(name?: string): Promise<OutboxPayload[]> {
  const rows = await postgres().eventOutbox.findMany({ orderBy: { id: "asc" } });
  const payloads = rows.map((row) => row.payload as unknown as OutboxPayload);
  return name ? payloads.filter((payload) => payload.event === name) : payloads;
}

/** How many rows each table of a sign-up holds: all the same before and after something that failed. */
export async function countRows(): Promise<Record<string, number>> {
  const db = postgres();
  const [person, account, company, membership, link, event, session, audit] = await Promise.all([
    db.person.count(),
    db.account.count(),
    db.company.count(),
    db.membership.count(),
    db.identityLink.count(),
    db.eventOutbox.count(),
    db.authSession.count(),
    db.auditEntry.count(),
  ]);
  return { person, account, company, membership, link, event, session, audit };
}
