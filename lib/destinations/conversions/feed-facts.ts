/** What a feed has to know from other rooms; the door that runs it hands these in. */
export type FeedFacts = {
  /** People who have an account, by id. */
  listContacts(personIds: readonly string[]): Promise<ReadonlyMap<string, { email?: string }>>;
  /** Of these people, who took consent back or asks not to be tracked. */
  listRefused(personIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** What companies' usage costs them by day (UTC), decimal text in the portal's currency. */
  listMeteredAmounts(
    from: Date,
    to: Date,
    companyIds: readonly string[],
  ): Promise<readonly { companyId: string; day: string; amount: string }[]>;
};
