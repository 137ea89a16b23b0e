import type { Db } from "@/lib/base/postgres";
import { readWebAddress } from "@/lib/base/web-address";
import { recordEvent } from "@/lib/events/record-event";
import { isOutboundSignature } from "./internal/outbound-link";
import { allowsPrivateSites } from "./internal/rules";

/** Who follows; `counted` false for bots, prefetches and HEAD requests. */
export type Follower = { visitorId?: string; personId?: string; companyId?: string; counted: boolean };

export type FollowOutcome =
  /** To the listing's own stored address. */
  | { kind: "leave"; url: string }
  /** The link was not made by this portal, or the address is not fit to be sent to: to the listing's page instead, not counted. */
  | { kind: "show"; slug: string }
  | { kind: "missing" };

/**
 * Where a link out of the showcase leads, counting the click. The address comes from the listing alone, never from the request.
 * Event: listing_clicked, of whoever clicked.
 */
export async function followListing(
  db: Db,
  given: { listingId: string; signature: string; follower: Follower },
): Promise<FollowOutcome> {
  const { listingId, follower } = given;
  const row = await db.listing.findFirst({ where: { id: listingId, state: "published" } });
  if (!row) return { kind: "missing" };
  const url = readWebAddress(row.websiteUrl, { allowPrivate: allowsPrivateSites() });
  if (!url || !isOutboundSignature(listingId, given.signature)) return { kind: "show", slug: row.slug };
  if (follower.counted) {
    await recordEvent(db, {
      name: "listing_clicked",
      properties: { listing_id: listingId, owner_company_id: row.companyId },
      personId: follower.personId,
      companyId: follower.companyId,
      visitorId: follower.visitorId,
    });
  }
  return { kind: "leave", url: url.href };
}
