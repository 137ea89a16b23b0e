import type { Tx } from "@/lib/base/postgres";
import { type PreviewRow, type SpendRow, spendKey } from "../schema";
import { compareRows } from "./compare-rows";

/** Until the transaction ends nobody else writes spend: what was compared is what is written. */
export async function lockSpend(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('spend'))`;
}

/** Stores rows over those of the same day, source and campaign; returns them beside what was there. Call after `lockSpend`. */
export async function writeRows(tx: Tx, rows: ReadonlyMap<string, SpendRow>): Promise<PreviewRow[]> {
  const compared = await compareRows(tx, rows);
  const news = compared.filter(({ state }) => state !== "unchanged");
  await tx.$executeRaw`
    INSERT INTO spend_rows (day, source_key, campaign_key, source, campaign, amount, clicks, impressions)
    SELECT * FROM unnest(
      ${news.map(({ day }) => day)}::date[],
      ${news.map(({ source }) => spendKey(source))}::text[],
      ${news.map(({ campaign }) => spendKey(campaign))}::text[],
      ${news.map(({ source }) => source)}::text[],
      ${news.map(({ campaign }) => campaign)}::text[],
      ${news.map(({ amount }) => amount)}::numeric[],
      ${news.map(({ clicks }) => clicks)}::bigint[],
      ${news.map(({ impressions }) => impressions)}::bigint[])
    ON CONFLICT (day, source_key, campaign_key) DO UPDATE SET
      source = excluded.source, campaign = excluded.campaign, amount = excluded.amount, clicks = excluded.clicks,
      impressions = excluded.impressions, updated_at = now()`;
  return compared;
}
