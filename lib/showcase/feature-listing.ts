import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { lockListing } from "./internal/listing-record";
import { requireModerator, type StaffActor } from "./internal/rules";

/**
 * Puts a published listing on top of the showcase, or takes it down from there. False when it is not published or already so.
 * Throws `forbidden` unless admin, devrel or marketing, `not_found`. Event: listing_featured.
 */
export async function featureListing(
  db: Db,
  { listingId, featured, actor }: { listingId: string; featured: boolean; actor: StaffActor },
): Promise<boolean> {
  requireModerator(actor);
  return db.$transaction(async (tx) => {
    const row = await lockListing(tx, listingId);
    if (row.state !== "published" || Boolean(row.featuredAt) === featured) return false;
    await tx.listing.update({ where: { id: listingId }, data: { featuredAt: featured ? now() : null } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: actor.personId,
      action: featured ? "listing.featured" : "listing.unfeatured",
      subjectKind: "listing",
      subjectId: listingId,
      companyId: row.companyId,
    });
    if (featured) {
      await recordEvent(tx, {
        name: "listing_featured",
        properties: { listing_id: listingId },
        personId: row.createdById,
        companyId: row.companyId,
        appId: row.appId,
      });
    }
    return true;
  });
}
