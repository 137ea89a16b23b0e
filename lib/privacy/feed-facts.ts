import type { Db } from "@/lib/base/postgres";
import type { FeedFacts } from "@/lib/destinations/conversions/feed-facts";
import { listContacts } from "@/lib/identity/list-contacts";
import { listMeteredAmounts } from "@/lib/plans/list-metered-amounts";
import { listRefused } from "./list-refused";

/** What a feed to an ad platform has to know of people and companies, as it is now. */
export function feedFacts(db: Db): FeedFacts {
  return {
    listContacts: (personIds) => listContacts(db, personIds),
    listRefused: (personIds) => listRefused(db, personIds),
    listMeteredAmounts: (from, to, companyIds) => listMeteredAmounts(db, from, to, companyIds),
  };
}
