import { z } from "zod";
import type { Db } from "@/lib/base/postgres";

/** What a campaign cost at one source over some days: decimal text in the portal's currency; counts null where no row has any. */
export type SpendSum = {
  sourceKey: string;
  campaignKey: string;
  source: string;
  campaign: string;
  amount: string;
  clicks: number | null;
  impressions: number | null;
};

const rowSchema = z.array(
  z.object({
    sourceKey: z.string(),
    campaignKey: z.string(),
    source: z.string(),
    campaign: z.string(),
    amount: z.string(),
    clicks: z.coerce.number().nullable(),
    impressions: z.coerce.number().nullable(),
  }),
);

/** Spend from the first day to the last (both counted, `YYYY-MM-DD`), by campaign and source; named as last written. */
export async function sumSpend(db: Db, from: string, to: string): Promise<SpendSum[]> {
  const rows = await db.$queryRaw`
    SELECT source_key AS "sourceKey", campaign_key AS "campaignKey",
      (array_agg(source ORDER BY day DESC))[1] AS source, (array_agg(campaign ORDER BY day DESC))[1] AS campaign,
      sum(amount)::text AS amount, sum(clicks)::text AS clicks, sum(impressions)::text AS impressions
    FROM spend_rows WHERE day >= ${from}::date AND day <= ${to}::date
    GROUP BY source_key, campaign_key ORDER BY campaign_key, source_key`;
  return rowSchema.parse(rows);
}
