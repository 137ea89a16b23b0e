import { z } from "zod";
import { runQuery } from "@/lib/base/clickhouse/query";
import { postgres } from "@/lib/base/postgres";
import { listNames } from "@/lib/identity/list-names";
import { listListingNames } from "@/lib/showcase/list-listing-names";
import { defineReport } from "./define-report";
import { advocacyQuery } from "./internal/count-queries";
import { resolvePeriod } from "./internal/period";
import { acceptancesQuery, listingSourcesQuery, sentQuery } from "./internal/referral-queries";
import { type ReferralsResult, type Referrer, rangeParams } from "./schema";

const maxReferrers = 100;

/** Invites and listings as sources: who brings whom, how far those come, and how long the chains get. */
export const referralsReport = defineReport({
  name: "referrals",
  title: "Referrals",
  description:
    "Invites and showcase listings as sources of sign-ups: the K-factor, who invites, how far the invited come, and chains of invitations.",
  params: z.strictObject({ ...rangeParams }),
  async run(given): Promise<ReferralsResult> {
    const { from, to, until } = resolvePeriod(given);
    const [sent, acceptances, listings, [advocacy]] = await Promise.all([
      runQuery(sentQuery, { from, until }),
      runQuery(acceptancesQuery, { from, until }),
      runQuery(listingSourcesQuery, { from, until }),
      runQuery(advocacyQuery, { from, until }),
    ]);
    const accepted = acceptances.filter((one) => one.in_period);
    const inviterOf = new Map(acceptances.map((one) => [one.invited, one.inviter]));
    const below = countBelow(inviterOf);
    const depths = accepted.map((one) => depthOf(one.invited, inviterOf));
    const invites = sent.reduce((sum, one) => sum + one.sent, 0);
    const persons = advocacy?.persons ?? 0;
    const referrers = new Map<string, Omit<Referrer, "name">>();
    const referrer = (id: string) => {
      const known = referrers.get(id) ?? { id, sent: 0, accepted: 0, sandbox: 0, live: 0, below: below.get(id) ?? 0 };
      referrers.set(id, known);
      return known;
    };
    for (const one of sent) referrer(one.inviter).sent += one.sent;
    for (const one of accepted) {
      const of = referrer(one.inviter);
      of.accepted++;
      if (one.sandbox) of.sandbox++;
      if (one.live) of.live++;
    }
    const top = [...referrers.values()]
      .sort((a, b) => b.accepted - a.accepted || b.sent - a.sent || (a.id < b.id ? -1 : 1))
      .slice(0, maxReferrers);
    const [names, listingNames] = await Promise.all([
      listNames(postgres(), { personIds: top.map((one) => one.id) }),
      listListingNames(
        postgres(),
        listings.map((one) => one.listing),
      ),
    ]);
    return {
      period: { from, to },
      persons,
      invites,
      accepted: accepted.length,
      acceptance: invites ? accepted.length / invites : null,
      invitesPerPerson: persons ? invites / persons : null,
      // Invites per person x acceptance rate (domain.md, layer 11).
      kFactor: persons ? accepted.length / persons : null,
      referredSignUps: advocacy?.referred ?? 0,
      chains: Array.from({ length: Math.max(0, ...depths) }, (_, index) => ({
        depth: index + 1,
        persons: depths.filter((depth) => depth === index + 1).length,
      })),
      referrers: top.map((one) => ({ ...one, name: names.get(one.id)?.name ?? null })),
      listings: listings.map((one) => ({
        id: one.listing,
        name: listingNames.get(one.listing) ?? null,
        views: one.views,
        clicks: one.clicks,
        signUps: one.sign_ups,
      })),
    };
  },
  toTable: (result) => ({
    columns: ["kind", "id", "name", "sent", "accepted", "sandbox", "live", "below", "views", "clicks", "sign_ups"],
    rows: [
      ...result.referrers.map((one) => [
        "person",
        one.id,
        one.name,
        one.sent,
        one.accepted,
        one.sandbox,
        one.live,
        one.below,
        null,
        null,
        null,
      ]),
      ...result.listings.map((one) => [
        "listing",
        one.id,
        one.name,
        null,
        null,
        null,
        null,
        null,
        one.views,
        one.clicks,
        one.signUps,
      ]),
    ],
  }),
});

/** How many invitations led to somebody: 1 when their inviter came by themselves. Invitations in a ring end where they began. */
function depthOf(person: string, inviterOf: ReadonlyMap<string, string>): number {
  const seen = new Set<string>([person]);
  for (let inviter = inviterOf.get(person); inviter; inviter = inviterOf.get(inviter)) {
    if (seen.has(inviter)) break;
    seen.add(inviter);
  }
  return inviterOf.has(person) ? Math.max(1, seen.size - 1) : 0;
}

/** How many came through somebody, by their own invites and by those of whom they brought. */
function countBelow(inviterOf: ReadonlyMap<string, string>): Map<string, number> {
  const below = new Map<string, number>();
  for (const person of inviterOf.keys()) {
    const seen = new Set<string>([person]);
    for (let inviter = inviterOf.get(person); inviter && !seen.has(inviter); inviter = inviterOf.get(inviter)) {
      seen.add(inviter);
      below.set(inviter, (below.get(inviter) ?? 0) + 1);
    }
  }
  return below;
}
