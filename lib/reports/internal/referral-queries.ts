import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { personKnownSql, personSql } from "@/lib/events/identity-sql";

const params = z.object({ from: z.string(), until: z.string() });
const time = (name: string) => `toDateTime64({${name}:Date}, 3, 'UTC')`;
const inPeriod = `occurred_at >= ${time("from")} AND occurred_at < ${time("until")}`;
/** Chains are followed through this many acceptances, the latest; far above any portal's. */
export const maxAcceptances = 200_000;

export const sentQuery = defineQuery({
  sql: `
    SELECT ${personSql} AS inviter, count() AS sent FROM events
    WHERE name = 'invite_sent' AND audience = 'human' AND ${inPeriod}
    GROUP BY inviter HAVING inviter != ''`,
  params,
  row: z.object({ inviter: z.string(), sent: z.coerce.number() }),
});

/** Every acceptance up to the period's end, whether it lies in the period, and how far the invited person had come by now. */
export const acceptancesQuery = defineQuery({
  sql: `
    SELECT invited, inviter, in_period,
      invited IN (SELECT ${personSql} FROM milestones WHERE stage = 'first_sandbox_2xx' AND ${personKnownSql}) AS sandbox,
      invited IN (SELECT ${personSql} FROM milestones WHERE stage = 'first_live_2xx' AND ${personKnownSql}) AS live
    FROM (
      SELECT ${personSql} AS invited, argMin(JSONExtractString(properties, 'inviter_id'), occurred_at) AS inviter, min(occurred_at) AS at,
        at >= ${time("from")} AS in_period
      FROM events
      WHERE name = 'invite_accepted' AND audience = 'human' AND occurred_at < ${time("until")}
      GROUP BY invited
      HAVING invited != '' AND inviter != ''
      ORDER BY at DESC
      LIMIT ${maxAcceptances}
    )`,
  params,
  row: z.object({
    invited: z.string(),
    inviter: z.string(),
    in_period: z.coerce.number().transform(Boolean),
    sandbox: z.coerce.number().transform(Boolean),
    live: z.coerce.number().transform(Boolean),
  }),
});

/** Listings that were seen or clicked in the period, and the sign-ups of the period that had one among the touches before them. */
export const listingSourcesQuery = defineQuery({
  sql: `
    SELECT listing, sum(v) AS views, sum(c) AS clicks, sum(s) AS sign_ups
    FROM (
      SELECT JSONExtractString(properties, 'listing_id') AS listing, toUInt64(name = 'listing_viewed') AS v, toUInt64(name = 'listing_clicked') AS c, toUInt64(0) AS s
      FROM events WHERE name IN ('listing_viewed', 'listing_clicked') AND audience = 'human' AND ${inPeriod}
      UNION ALL
      SELECT listing_id AS listing, toUInt64(0) AS v, toUInt64(0) AS c, count(DISTINCT who) AS s
      FROM (SELECT ${personSql} AS who, listing_id, occurred_at FROM touches WHERE listing_id != '' AND audience != 'bot') AS touched
      INNER JOIN (
        SELECT ${personSql} AS who, min(first_at) AS joined_at FROM milestones
        WHERE stage = 'signed_up' AND ${personKnownSql} GROUP BY who
        HAVING who != '' AND joined_at >= ${time("from")} AND joined_at < ${time("until")}
      ) AS joined USING who
      WHERE occurred_at <= joined_at
      GROUP BY listing
    )
    WHERE listing != ''
    GROUP BY listing
    ORDER BY sign_ups DESC, clicks DESC, views DESC, listing
    LIMIT 100`,
  params,
  row: z.object({
    listing: z.string(),
    views: z.coerce.number(),
    clicks: z.coerce.number(),
    sign_ups: z.coerce.number(),
  }),
});
