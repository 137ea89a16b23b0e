import { z } from "zod";
import { defineReport } from "./define-report";
import { filteredDimensions } from "./internal/acquired-sql";
import { composeGroups, composeLayers, composeSeries } from "./internal/compose-journey";
import { type Asked, countLayers, groupLayers, seriesOf } from "./internal/count-layers";
import { tableOfJourney } from "./internal/journey-table";
import { defaultGrain, listBuckets, previousPeriod, resolvePeriod } from "./internal/period";
import { dimensions, entityParam, filterParam, grains, type JourneyResult, rangeParams } from "./schema";

const params = z.strictObject({
  ...rangeParams,
  entity: entityParam,
  /** Counts calls of this environment only. */
  environment: z.enum(["sandbox", "live"]).optional(),
  compare: z.enum(["previous"]).optional(),
  breakdown: z.enum(dimensions).optional(),
  filter: filterParam,
  grain: z.enum(grains).optional(),
});

/** The eleven layers of a period. Reads milestones and rollups; narrowed or broken down, it also looks at how everybody came. */
export const journeyReport = defineReport({
  name: "journey",
  title: "Journey",
  description: "How many persons and companies reached each of the eleven layers, and how they went on.",
  params,
  async run(given): Promise<JourneyResult> {
    const period = resolvePeriod(given);
    const { entity, environment, filter } = given;
    const grain = given.grain ?? defaultGrain(period);
    const ask: Asked = { period, entity, environment, filter };
    const before: Asked | undefined = given.compare && { ...ask, period: previousPeriod(period) };
    const narrowed = filteredDimensions(filter).length > 0;
    const [counts, countsBefore, groups, series] = await Promise.all([
      countLayers(ask),
      before && countLayers(before),
      given.breakdown ? groupLayers(ask, given.breakdown) : [],
      // A rollup by day knows nothing of how somebody came: a narrowed report has no series rather than a wrong one.
      narrowed ? undefined : seriesOf(period, grain),
    ]);
    return {
      period: { from: period.from, to: period.to },
      previousPeriod: before && { from: before.period.from, to: before.period.to },
      entity,
      environment,
      filter,
      breakdown: given.breakdown,
      layers: composeLayers(ask, counts, countsBefore),
      groups: given.breakdown ? composeGroups(groups) : undefined,
      series: series && composeSeries(listBuckets(period, grain), series, environment, grain),
    };
  },
  toTable: tableOfJourney,
});
