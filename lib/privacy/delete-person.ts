import type { Db } from "@/lib/base/postgres";
import { forgetHolder } from "@/lib/certification/forget-holder";
import { forgetPerson } from "@/lib/destinations/forget-person";
import { forgetDigests } from "@/lib/digests/forget-digests";
import { anonymisePerson } from "@/lib/identity/anonymise-person";
import { planDeletion } from "@/lib/identity/plan-deletion";
import { listKeys } from "@/lib/keys/list-keys";
import { revokeKey } from "@/lib/keys/revoke-key";
import { forgetMails } from "@/lib/mail/forget-mails";
import { forgetRuns } from "@/lib/reports/sql/forget-runs";
import { listCompanyListings } from "@/lib/showcase/list-company-listings";
import { unpublishListing } from "@/lib/showcase/unpublish-listing";
import { forgetStuck } from "@/lib/stuck/forget-stuck";
import { forgetDetails } from "@/lib/usage/forget-details";
import { requestErasure } from "./erase-pending";
import { listSubjects } from "./internal/list-subjects";

export type DeletePersonOutcome = "deleted" | "not_found" | "last_owner" | "last_admin";

/**
 * Deletes an account at its person's wish: keys and listings of companies nobody is left in end first, then certificates lose the name and
 * what waits to be forwarded is dropped, then the person does (anonymisePerson). Each step may be run again, so a crash in between is mended
 * by asking once more. The worker takes them out of the event ledger then (erasePending): events stay counted, under an id that leads
 * nowhere. Refuses while a company with others in it would have no owner (`last_owner`), or the portal no admin (`last_admin`).
 */
export async function deletePerson(db: Db, personId: string): Promise<DeletePersonOutcome> {
  const plan = await planDeletion(db, personId);
  if (plan.lastAdmin) return "last_admin";
  if (plan.ownerless.length > 0) return "last_owner";
  for (const { companyId } of plan.emptied) {
    await endKeys(db, companyId, personId);
    for (const listing of await listCompanyListings(db, companyId)) {
      if (listing.state === "published") await unpublishListing(db, listing.id, { owner: { personId, companyId } });
    }
  }
  await requestErasure(db, personId);
  await forgetHolder(db, personId);
  await forgetDetails(db, personId);
  await forgetPerson(db, personId, await listSubjects(db, personId));
  const person = await db.person.findUnique({ where: { id: personId }, select: { email: true } });
  await forgetMails(db, personId, person?.email ?? null);
  await forgetStuck(db, personId);
  await forgetRuns(db, personId);
  await forgetDigests(db, personId, person?.email ?? null);
  const outcome = await anonymisePerson(db, personId);
  return outcome === "anonymised" ? "deleted" : outcome;
}

async function endKeys(db: Db, companyId: string, personId: string): Promise<void> {
  const actor = { kind: "person" as const, id: personId };
  for (let cursor: string | undefined; ; ) {
    const page = await listKeys(db, { companyId, cursor, limit: 100 });
    for (const key of page.data) {
      await revokeKey(db, { keyId: key.id, companyId }, actor, "The account was deleted.");
    }
    if (!page.nextCursor) return;
    cursor = page.nextCursor;
  }
}
