import type { Db } from "@/lib/base/postgres";
import { viewPublicListing } from "./internal/listing-record";
import type { PublicListing } from "./schema";

/** The published listing at this address, or null. */
export async function getListing(db: Db, slug: string): Promise<PublicListing | null> {
  const row = await db.listing.findFirst({ where: { slug, state: "published" } });
  return row ? viewPublicListing(row) : null;
}
