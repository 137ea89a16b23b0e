import { now } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { draftText, lockListing } from "./internal/listing-record";
import { checkPublishable } from "./internal/listing-text";
import type { ListingErrors } from "./schema";

export type SubmitListingOutcome =
  | { kind: "submitted" }
  | { kind: "already_submitted" }
  /** Nothing differs from what is published. */
  | { kind: "no_draft" }
  /** Only certified apps are shown. */
  | { kind: "not_certified" }
  | { kind: "incomplete"; errors: ListingErrors };

/**
 * Sends the draft of a company's listing to moderation. `certified`: whether its app is certified today, as the certification room tells the door.
 * Throws `not_found` for another company's listing. Event: listing_submitted.
 */
export async function submitListing(
  db: Db,
  given: { listingId: string; companyId: string; personId: string; certified: boolean },
): Promise<SubmitListingOutcome> {
  const { listingId, companyId, personId } = given;
  return db.$transaction(async (tx): Promise<SubmitListingOutcome> => {
    const row = await lockListing(tx, listingId);
    if (row.companyId !== companyId) throw new PortalError("not_found", "There is no such listing.");
    if (!given.certified) return { kind: "not_certified" };
    if (row.submittedAt) return { kind: "already_submitted" };
    const draft = draftText(row);
    if (!draft) return { kind: "no_draft" };
    const errors = checkPublishable(draft);
    if (Object.keys(errors).length) return { kind: "incomplete", errors };
    await tx.listing.update({
      where: { id: listingId },
      data: { submittedAt: now(), state: row.state === "published" ? "published" : "submitted" },
    });
    const who = { personId, companyId, appId: row.appId };
    await recordEvent(tx, { name: "listing_submitted", properties: { listing_id: listingId }, ...who });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: personId,
      action: "listing.submitted",
      subjectKind: "listing",
      subjectId: listingId,
      companyId,
    });
    return { kind: "submitted" };
  });
}
