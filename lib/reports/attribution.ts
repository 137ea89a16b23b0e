import { z } from "zod";
import { apportion } from "@/lib/attribution/apportion";
import { type AttributionModel, attributionModels, wholeCredit } from "@/lib/attribution/schema";
import { weighMoves } from "@/lib/attribution/weigh-markov";
import { runQuery } from "@/lib/base/clickhouse/query";
import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import { stageSchema } from "@/lib/journeys/schema";
import {
  type AttributionResult,
  type AttributionRow,
  foldedValue,
  touchDimensions,
  type ValueKind,
  valueKinds,
} from "./attribution/schema";
import { defineReport } from "./define-report";
import { conversionTotalsQuery, movesQuery, pathCreditsQuery, setCreditsQuery } from "./internal/credit-queries";
import { foldMoves } from "./internal/fold-moves";
import { resolvePeriod } from "./internal/period";
import { type Entity, entityParam, filterParam, rangeParams } from "./schema";

/** What every question about credit is asked with. */
export const creditQuestion = {
  ...rangeParams,
  entity: entityParam,
  /** The conversion: the first time of this stage. */
  stage: stageSchema.default("first_live_call"),
  lookback_days: z.coerce.number().int().min(1).max(730).default(portal.journey.lookbackDays),
  breakdown: z.enum(touchDimensions).default("channel"),
  /** Also credit what those who converted did in the period: what it cost them, live calls, valuable ones, or reported quantities. */
  value: z.enum(valueKinds).optional(),
  filter: filterParam,
};

/** Throws `invalid_fields` where a value is asked for that the entity has none of: a company pays, not its people. */
export function checkValue({ entity, value }: { entity: Entity; value?: ValueKind }, pointer: string): void {
  if (value !== "metered_amount" || entity === "company") return;
  const errors = [{ pointer, detail: "metered_amount is a company's: ask with entity=company" }];
  throw new PortalError("invalid_fields", undefined, { errors });
}

/** Rows shown; the rest share one. */
const maxRows = 200;

/** Which touches led to the conversions of a period: every model side by side, by channel or another word of the touch. */
export const attributionReport = defineReport({
  name: "attribution",
  title: "Attribution",
  description: "The conversions of a period, divided over the touches that led to them under each model.",
  params: z.strictObject(creditQuestion),
  async run(given): Promise<AttributionResult> {
    const period = resolvePeriod(given);
    const { entity, stage, filter, breakdown, value } = given;
    checkValue(given, "?value");
    const asked = { entity, filter, breakdown, value };
    const params = { stage, from: period.from, until: period.until, lookback: given.lookback_days, ...filter };
    const [[totals], credits, sets, moves] = await Promise.all([
      runQuery(conversionTotalsQuery(asked), params),
      runQuery(pathCreditsQuery(asked), params),
      runQuery(setCreditsQuery(asked), params),
      runQuery(movesQuery(asked), params),
    ]);
    const earned = new Earnings();
    for (const row of credits) earned.add(row.model, row.dimension, row.millionths, row.value);
    const attributed = earned.total("first_touch");
    const amount = earned.amount("first_touch");
    // Their shares are of all conversions with a path; in millionths they sum to exactly those, as every other model's do.
    const markov = weighMoves(foldMoves(moves));
    earned.divide("markov", markov, attributed, amount);
    earned.divide("shapley", new Map(sets.map((row) => [row.dimension, row.conversions])), attributed, 0);
    for (const row of sets) earned.add("shapley", row.dimension, 0, row.value);
    const { rows, folded } = earned.rows(value !== undefined);
    return {
      period: { from: period.from, to: period.to },
      entity,
      stage,
      lookbackDays: given.lookback_days,
      breakdown,
      value,
      currency: value === "metered_amount" ? portal.currency : undefined,
      filter,
      conversions: totals?.conversions ?? 0,
      attributed: attributed / wholeCredit,
      amount: value ? (totals?.value ?? 0) : undefined,
      rows,
      folded,
    };
  },
  toTable: (result) => ({
    columns: [
      result.breakdown,
      ...attributionModels,
      ...(result.value ? attributionModels.map((model) => `${result.value}_${model}`) : []),
    ],
    rows: result.rows.map((row) => [
      row.value,
      ...attributionModels.map((model) => row.conversions[model]),
      ...(row.amounts ? attributionModels.map((model) => row.amounts?.[model] ?? 0) : []),
    ]),
  }),
});

type Cell = { millionths: number; amount: number };

/** What each value earned under each model. */
class Earnings {
  private readonly cells = new Map<string, Map<AttributionModel, Cell>>();

  add(model: AttributionModel, value: string, millionths: number, amount: number): void {
    const row = this.cells.get(value) ?? new Map<AttributionModel, Cell>();
    const cell = row.get(model) ?? { millionths: 0, amount: 0 };
    row.set(model, { millionths: cell.millionths + millionths, amount: cell.amount + amount });
    this.cells.set(value, row);
  }

  /** Gives each value its share of the whole. */
  divide(model: AttributionModel, shares: ReadonlyMap<string, number>, millionths: number, amount: number): void {
    // By name, so that rounding falls the same way every time.
    const parts = [...shares]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, share]) => ({ value, share: Math.max(0, share) }));
    const sum = parts.reduce((all, part) => all + part.share, 0);
    if (!(sum > 0) || millionths === 0) return;
    const apportioned = apportion(
      parts.map((part) => part.share),
      millionths,
    );
    parts.forEach(({ value, share }, at) => {
      this.add(model, value, apportioned[at] as number, (amount * share) / sum);
    });
  }

  total(model: AttributionModel): number {
    return this.sum(model, (cell) => cell.millionths);
  }

  amount(model: AttributionModel): number {
    return this.sum(model, (cell) => cell.amount);
  }

  private sum(model: AttributionModel, part: (cell: Cell) => number): number {
    return [...this.cells.values()].reduce((sum, row) => sum + part(row.get(model) ?? { millionths: 0, amount: 0 }), 0);
  }

  /** As rows, most linear credit first; what is too much to show becomes one. */
  rows(withAmounts: boolean): { rows: AttributionRow[]; folded: number } {
    const linear = (value: string) => this.cells.get(value)?.get("linear")?.millionths ?? 0;
    const values = [...this.cells.keys()].sort((a, b) => linear(b) - linear(a) || (a < b ? -1 : 1));
    const shown = values.filter((value) => value !== foldedValue).slice(0, maxRows);
    const rest = values.filter((value) => !shown.includes(value));
    const rows = shown.map((value) => this.row(value, [value], withAmounts));
    if (rest.length) rows.push(this.row(foldedValue, rest, withAmounts));
    return { rows, folded: rest.filter((value) => value !== foldedValue).length };
  }

  private row(value: string, of: string[], withAmounts: boolean): AttributionRow {
    const by = (part: (cell: Cell) => number) =>
      Object.fromEntries(
        attributionModels.map((model) => [
          model,
          of.reduce((sum, one) => {
            const cell = this.cells.get(one)?.get(model);
            return sum + (cell ? part(cell) : 0);
          }, 0),
        ]),
      ) as Record<AttributionModel, number>;
    const conversions = by((cell) => cell.millionths);
    for (const model of attributionModels) conversions[model] /= wholeCredit;
    return { value, conversions, ...(withAmounts ? { amounts: by((cell) => cell.amount) } : {}) };
  }
}
