import { apportion } from "@/lib/attribution/apportion";
import { type AttributionModel, type PathModel, pathModels, wholeCredit } from "@/lib/attribution/schema";
import { weighMoves } from "@/lib/attribution/weigh-markov";
import { runQuery } from "@/lib/base/clickhouse/query";
import { Decimal } from "@/lib/base/decimal";
import type { Stage } from "@/lib/journeys/schema";
import type { ValueKind } from "../attribution/schema";
import type { Entity, Filter } from "../schema";
import { costCreditsQuery } from "./cost-queries";
import { movesQuery, setCreditsQuery } from "./credit-queries";
import type { PathDimension } from "./credit-sql";
import { foldMoves } from "./fold-moves";

type Asked = { entity: Entity; filter: Filter; breakdown: PathDimension; value?: ValueKind };
type Params = { stage: Stage; from: string; until: string; lookback: number } & Filter;

/** What a dimension's value earned: millionths of conversions, and of what they are worth. */
export type Earned = { millionths: number; worth: Decimal };

const pathModelOf = (model: AttributionModel) => pathModels.find((one): one is PathModel => one === model);
const decimal = (value: number) => new Decimal(value.toFixed(6));

/** Credit of one stage's conversions under one model, by value of the dimension: the attribution report's numbers. */
export async function readCostCredits(
  asked: Asked,
  params: Params,
  model: AttributionModel,
): Promise<Map<string, Earned>> {
  const pathModel = pathModelOf(model);
  if (pathModel) {
    const rows = await runQuery(costCreditsQuery(asked, pathModel), params);
    return new Map(
      rows.map(({ dimension, earned, worth }) => [
        dimension,
        { millionths: earned, worth: new Decimal(worth).div(String(wholeCredit)) },
      ]),
    );
  }
  const sets = await runQuery(setCreditsQuery(asked), params);
  const attributed = Math.round(sets.reduce((sum, row) => sum + row.conversions, 0));
  const worth = sets.reduce((sum, row) => sum + row.value, 0);
  const shares = await readShares(asked, params, model, sets);
  if (shares.length === 0) return new Map();
  const millionths = apportion(
    shares.map(({ share }) => share),
    attributed * wholeCredit,
  );
  return new Map(
    shares.map(({ dimension, share, value }, at) => [
      dimension,
      { millionths: millionths[at] as number, worth: decimal(value ?? worth * share) },
    ]),
  );
}

/** Shares of all paths under the models that look at all of them at once; they sum to 1. By name, so that rounding falls the same way every time. */
async function readShares(
  asked: Asked,
  params: Params,
  model: AttributionModel,
  sets: { dimension: string; conversions: number; value: number }[],
): Promise<{ dimension: string; share: number; value?: number }[]> {
  const all = sets.reduce((sum, row) => sum + row.conversions, 0);
  const shares =
    model === "shapley"
      ? sets.map(({ dimension, conversions, value }) => ({ dimension, share: conversions / all, value }))
      : [...weighMoves(foldMoves(await runQuery(movesQuery(asked), params)))].map(([dimension, share]) => ({
          dimension,
          share: Math.max(0, share),
        }));
  return shares.filter(({ share }) => share > 0).sort((a, b) => (a.dimension < b.dimension ? -1 : 1));
}
