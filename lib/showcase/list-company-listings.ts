import type { Db } from "@/lib/base/postgres";
import { viewListing } from "./internal/listing-record";
import type { ListingView } from "./schema";

/** The listings of a company's apps, whatever their state, oldest first. */
export async function listCompanyListings(db: Db, companyId: string): Promise<ListingView[]> {
  const rows = await db.listing.findMany({ where: { companyId }, orderBy: { id: "asc" }, take: 200 });
  return rows.map(viewListing);
}
