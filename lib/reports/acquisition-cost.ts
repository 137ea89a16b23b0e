import { z } from "zod";
import { attributionModelSchema, wholeCredit } from "@/lib/attribution/schema";
import { runQuery } from "@/lib/base/clickhouse/query";
import { portal } from "@/lib/base/config/portal";
import { currencyDigits, Decimal, zero } from "@/lib/base/decimal";
import { postgres } from "@/lib/base/postgres";
import { listBudgets } from "@/lib/spend/list-budgets";
import { sumSpend } from "@/lib/spend/sum-spend";
import { checkValue, creditQuestion } from "./attribution";
import {
  type AcquisitionCostResult,
  type CostFigures,
  type CostRow,
  costStages,
  foldedValue,
  valueKinds,
} from "./attribution/schema";
import { defineReport } from "./define-report";
import { Ledger, type Tally } from "./internal/cost-ledger";
import { conversionTotalsQuery } from "./internal/credit-queries";
import { resolvePeriod } from "./internal/period";
import { readCostCredits } from "./internal/read-cost-credits";
import { entitySchema } from "./schema";

const { from, to, lookback_days, filter } = creditQuestion;

/** Rows shown; the rest share one. */
const maxRows = 200;

/** What campaigns cost and what came of them: spend beside the credit that each earned, joined by the campaign's name. */
export const acquisitionCostReport = defineReport({
  name: "acquisition-cost",
  title: "Acquisition cost",
  description: "What each campaign cost per sign-up, per first call, per first live call and per certified app.",
  params: z.strictObject({
    from,
    to,
    lookback_days,
    filter,
    /** Companies by default: they are what is paid for, and what pays. */
    entity: entitySchema.default("company"),
    model: attributionModelSchema.default("linear"),
    /** By campaign alone, or by campaign and source. */
    breakdown: z.enum(["campaign", "campaign_source"]).default("campaign"),
    /** What spend is held against; by company the metered amount unless said otherwise. */
    returns: z.enum(valueKinds).optional(),
  }),
  async run(given): Promise<AcquisitionCostResult> {
    const period = resolvePeriod(given);
    const { entity, model, filter: only, breakdown } = given;
    const returns = given.returns ?? (entity === "company" ? "metered_amount" : null);
    checkValue({ entity, value: returns ?? undefined }, "?returns");
    const dimension = breakdown === "campaign" ? ("campaign_key" as const) : ("campaign_source_key" as const);
    const ledger = new Ledger(breakdown);
    const paramsOf = (stage: (typeof costStages)[number]) => ({
      stage,
      from: period.from,
      until: period.until,
      lookback: given.lookback_days,
      ...only,
    });
    for (const row of await sumSpend(postgres(), period.from, period.to)) ledger.spend(row);
    // One stage after the other: four at once would take the store's memory four times.
    for (const stage of costStages) {
      const asked = {
        entity,
        filter: only,
        breakdown: dimension,
        value: stage === "first_live_call" ? (returns ?? undefined) : undefined,
      };
      const [credits, [totals]] = await Promise.all([
        readCostCredits(asked, paramsOf(stage), model),
        runQuery(conversionTotalsQuery(asked), paramsOf(stage)),
      ]);
      for (const [name, earned] of credits) ledger.credit(name, stage, earned);
      ledger.total(stage, totals?.conversions ?? 0);
    }
    const pacing = breakdown === "campaign" ? await readPacing(period) : new Map<string, CostRow["pacing"]>();
    const { rows, folded } = ledger.rows(maxRows);
    return {
      period: { from: period.from, to: period.to },
      entity,
      model,
      lookbackDays: given.lookback_days,
      breakdown,
      returns,
      currency: portal.currency,
      rows: rows.map(({ campaign, campaignKey, sources, tally }) => ({
        campaign,
        sources,
        ...figuresOf(tally, returns !== null),
        pacing: campaign === foldedValue ? null : (pacing.get(campaignKey) ?? null),
      })),
      folded,
      together: figuresOf(ledger.together(), returns !== null),
    };
  },
  toTable: (result) => ({
    columns: [
      "campaign",
      "sources",
      "spend",
      "currency",
      "clicks",
      "impressions",
      "cost_per_click",
      ...costStages.flatMap((stage) => [stage, `cost_per_${stage}`]),
      result.returns ?? "value",
      "roas",
      "budget",
      "spent_of_budget",
      "expected_of_budget",
    ],
    rows: result.rows.map((row) => [
      row.campaign,
      row.sources.join(" | "),
      row.spend,
      result.currency,
      row.clicks,
      row.impressions,
      row.costPerClick,
      ...costStages.flatMap((stage) => [row.stages[stage].conversions, row.stages[stage].cost]),
      row.value,
      row.roas,
      row.pacing?.budget ?? null,
      row.pacing?.spent ?? null,
      row.pacing?.expected ?? null,
    ]),
  }),
});

const money = (amount: Decimal) => amount.toFixed(currencyDigits(portal.currency));

function figuresOf(tally: Tally, withValue: boolean): CostFigures {
  const { spend, clicks, impressions } = tally;
  // Nothing spent is no price of 0: nobody told what it cost.
  const per = (count: Decimal) => (spend.gt(zero) && count.gt(zero) ? money(spend.div(count)) : null);
  return {
    spend: money(spend),
    clicks,
    impressions,
    costPerClick: clicks ? per(new Decimal(String(clicks))) : null,
    stages: Object.fromEntries(
      costStages.map((stage) => {
        const millionths = tally.millionths[stage];
        const cost = per(new Decimal(String(millionths)).div(String(wholeCredit)));
        return [stage, { conversions: millionths / wholeCredit, cost }];
      }),
    ) as CostFigures["stages"],
    value: withValue ? tally.worth.toFixed(2) : null,
    roas: withValue && spend.gt(zero) ? tally.worth.div(spend).toFixed(4) : null,
  };
}

/** Budgets beside what was spent from the first of the month of the period's last day up to that day. */
async function readPacing({ to: last }: { to: string }): Promise<Map<string, CostRow["pacing"]>> {
  const budgets = await listBudgets(postgres());
  if (budgets.length === 0) return new Map();
  const month = last.slice(0, 7);
  const spent = new Map<string, Decimal>();
  for (const { campaignKey, amount } of await sumSpend(postgres(), `${month}-01`, last)) {
    spent.set(campaignKey, (spent.get(campaignKey) ?? zero).plus(amount));
  }
  const [year, of] = month.split("-").map(Number) as [number, number];
  const days = String(new Date(Date.UTC(year, of, 0)).getUTCDate());
  return new Map(
    budgets.map(({ campaignKey, amount }) => {
      const budget = new Decimal(amount);
      const expected = money(budget.times(String(Number(last.slice(8)))).div(days));
      return [campaignKey, { month, budget: money(budget), spent: money(spent.get(campaignKey) ?? zero), expected }];
    }),
  );
}
