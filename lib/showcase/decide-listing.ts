import { now } from "@/lib/base/clock";
import { parseFields } from "@/lib/base/field-errors";
import type { Db } from "@/lib/base/postgres";
import { Prisma } from "@/lib/base/prisma-client/client";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { draftText, lockListing, publishedText } from "./internal/listing-record";
import { requireModerator, type StaffActor } from "./internal/rules";
import { type ListingDecision, listingDecisionSchema } from "./schema";

export type DecideListingOutcome =
  | { kind: "published" | "rejected"; slug: string }
  /** It was decided, taken back or changed since the moderator opened it. */
  | { kind: "changed_since" }
  /** Only certified apps are shown: its certificate ran out or was taken back since it was submitted. */
  | { kind: "not_certified" };

/**
 * Publishes a submitted draft or sends it back with a note, which its writer reads; what was published before stays then.
 * `submittedAt`: of the submission the moderator saw, so that nothing unseen is published. `certified`: whether its app is certified today,
 * as the certification room tells the door; one that is not can only be sent back.
 * Throws `forbidden` unless admin, devrel or marketing, `not_found`, `invalid_fields`. Event at the first publication: listing_published.
 */
export async function decideListing(
  db: Db,
  given: { listingId: string; submittedAt: string; decision: ListingDecision; certified: boolean; actor: StaffActor },
): Promise<DecideListingOutcome> {
  requireModerator(given.actor);
  const { decision, note } = parseFields(listingDecisionSchema, given.decision);
  return db.$transaction(async (tx): Promise<DecideListingOutcome> => {
    const row = await lockListing(tx, given.listingId);
    const draft = draftText(row);
    if (!draft || row.submittedAt?.toISOString() !== given.submittedAt) return { kind: "changed_since" };
    const publishes = decision === "publish";
    if (publishes && !given.certified) return { kind: "not_certified" };
    const at = now();
    await tx.listing.update({
      where: { id: row.id },
      data: {
        ...(publishes
          ? { ...draft, draft: Prisma.DbNull, state: "published", publishedAt: row.publishedAt ?? at }
          : { state: row.state === "published" ? "published" : "rejected" }),
        submittedAt: null,
        decidedAt: at,
        decidedById: given.actor.personId,
        decisionNote: note || null,
      },
    });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: given.actor.personId,
      action: publishes ? "listing.published" : "listing.rejected",
      subjectKind: "listing",
      subjectId: row.id,
      companyId: row.companyId,
      before: publishedText(row),
      after: publishes ? draft : { note },
    });
    if (publishes && row.state !== "published") {
      await recordEvent(tx, {
        name: "listing_published",
        properties: { listing_id: row.id },
        personId: row.createdById,
        companyId: row.companyId,
        appId: row.appId,
      });
    }
    return { kind: publishes ? "published" : "rejected", slug: row.slug };
  });
}
