import type { Db } from "@/lib/base/postgres";
import { viewListing } from "./internal/listing-record";
import type { ListingView } from "./schema";

/** The listing of the company's app, whatever its state, or null. */
export async function getAppListing(
  db: Db,
  { appId, companyId }: { appId: string; companyId: string },
): Promise<ListingView | null> {
  const row = await db.listing.findFirst({ where: { appId, companyId } });
  return row ? viewListing(row) : null;
}
