import { now } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { draftText, lockListing, publishedText } from "./internal/listing-record";
import { requireModerator, type StaffActor } from "./internal/rules";

/** Staff with a note for the developer, or the listing's own company. */
export type UnpublishedBy = { staff: StaffActor; note: string } | { owner: { personId: string; companyId: string } };

/**
 * Takes a listing out of the showcase; its text is kept as a draft and can be submitted again. Returns its address, or null when it was not published.
 * Throws `forbidden` for other roles, `not_found` for another company's listing.
 */
export async function unpublishListing(db: Db, listingId: string, by: UnpublishedBy): Promise<string | null> {
  if ("staff" in by) requireModerator(by.staff);
  return db.$transaction(async (tx) => {
    const row = await lockListing(tx, listingId);
    if ("owner" in by && by.owner.companyId !== row.companyId) {
      throw new PortalError("not_found", "There is no such listing.");
    }
    if (row.state !== "published") return null;
    const note = "staff" in by ? by.note.trim().slice(0, 2_000) : "";
    const actorId = "staff" in by ? by.staff.personId : by.owner.personId;
    await tx.listing.update({
      where: { id: listingId },
      data: {
        state: "unpublished",
        draft: draftText(row) ?? publishedText(row),
        submittedAt: null,
        featuredAt: null,
        decidedAt: now(),
        decidedById: actorId,
        decisionNote: note || null,
      },
    });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "listing.unpublished",
      subjectKind: "listing",
      subjectId: listingId,
      companyId: row.companyId,
      after: { note },
    });
    return row.slug;
  });
}
