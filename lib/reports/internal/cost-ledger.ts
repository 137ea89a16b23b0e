import { wholeCredit } from "@/lib/attribution/schema";
import { type Decimal, zero } from "@/lib/base/decimal";
import type { SpendSum } from "@/lib/spend/sum-spend";
import { type CostStage, costStages, foldedValue } from "../attribution/schema";
import type { Earned } from "./read-cost-credits";

/** What is added up for one row. */
export type Tally = {
  spend: Decimal;
  clicks: number | null;
  impressions: number | null;
  millionths: Record<CostStage, number>;
  worth: Decimal;
};
type Row = { campaign: string; campaignKey: string; sources: string[]; tally: Tally };

const emptyTally = (): Tally => ({
  spend: zero,
  clicks: null,
  impressions: null,
  millionths: Object.fromEntries(costStages.map((stage) => [stage, 0])) as Record<CostStage, number>,
  worth: zero,
});

/** Spend and credit side by side: a row where there is either. */
export class Ledger {
  private readonly byKey = new Map<string, Row>();
  private readonly all = emptyTally();

  constructor(private readonly breakdown: "campaign" | "campaign_source") {}

  spend(sum: SpendSum): void {
    const row = this.row(sum.campaignKey, sum.sourceKey, sum.campaign);
    if (!row.sources.includes(sum.source)) row.sources.push(sum.source);
    for (const tally of [row.tally, this.all]) {
      tally.spend = tally.spend.plus(sum.amount);
      tally.clicks = plus(tally.clicks, sum.clicks);
      tally.impressions = plus(tally.impressions, sum.impressions);
    }
  }

  credit(dimension: string, stage: CostStage, { millionths, worth }: Earned): void {
    const { tally } = this.rowOf(dimension);
    tally.millionths[stage] += millionths;
    tally.worth = tally.worth.plus(worth);
  }

  /** All conversions of a stage, those without a touch before them too. */
  total(stage: CostStage, conversions: number): void {
    this.all.millionths[stage] = conversions * wholeCredit;
  }

  /** Everything together; what it is worth, of conversions with a touch before them. */
  together(): Tally {
    const worth = [...this.byKey.values()].reduce((sum, { tally }) => sum.plus(tally.worth), zero);
    return { ...this.all, worth };
  }

  /** Dearest first, then most credit; what is too much to show becomes one row. */
  rows(limit: number): { rows: Row[]; folded: number } {
    const credit = ({ tally }: Row) => costStages.reduce((sum, stage) => sum + tally.millionths[stage], 0);
    const sorted = [...this.byKey.values()].sort(
      (a, b) =>
        Number(a.campaign === foldedValue) - Number(b.campaign === foldedValue) ||
        b.tally.spend.cmp(a.tally.spend) ||
        credit(b) - credit(a) ||
        (a.campaignKey < b.campaignKey ? -1 : 1),
    );
    const rest = sorted.slice(limit);
    if (rest.length === 0) return { rows: sorted, folded: 0 };
    const folded: Row = { campaign: foldedValue, campaignKey: foldedValue, sources: [], tally: emptyTally() };
    for (const { tally } of rest) {
      folded.tally.spend = folded.tally.spend.plus(tally.spend);
      folded.tally.clicks = plus(folded.tally.clicks, tally.clicks);
      folded.tally.impressions = plus(folded.tally.impressions, tally.impressions);
      for (const stage of costStages) folded.tally.millionths[stage] += tally.millionths[stage];
      folded.tally.worth = folded.tally.worth.plus(tally.worth);
    }
    return { rows: [...sorted.slice(0, limit), folded], folded: rest.length };
  }

  private rowOf(dimension: string): Row {
    if (dimension === foldedValue) return this.row(foldedValue, "", foldedValue);
    if (this.breakdown === "campaign") return this.row(dimension, "", dimension);
    const [campaign = "", source = ""] = JSON.parse(dimension) as string[];
    const row = this.row(campaign, source, campaign);
    if (source && row.sources.length === 0) row.sources.push(source);
    return row;
  }

  private row(campaignKey: string, sourceKey: string, campaign: string): Row {
    const key = JSON.stringify(this.breakdown === "campaign" ? [campaignKey] : [campaignKey, sourceKey]);
    const row = this.byKey.get(key) ?? { campaign, campaignKey, sources: [], tally: emptyTally() };
    this.byKey.set(key, row);
    return row;
  }
}

const plus = (one: number | null, other: number | null) => (one === null ? other : other === null ? one : one + other);
