import type { Db } from "@/lib/base/postgres";
import { viewListing } from "./internal/listing-record";
import type { ListingView } from "./schema";

/** One listing for staff, whatever its state, or null. */
export async function getModeratedListing(db: Db, listingId: string): Promise<ListingView | null> {
  const row = await db.listing.findUnique({ where: { id: listingId } });
  return row ? viewListing(row) : null;
}
