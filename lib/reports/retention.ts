import { z } from "zod";
import { runQuery } from "@/lib/base/clickhouse/query";
import { defineReport } from "./define-report";
import { addDays, bucketsBetween, resolvePeriod, today } from "./internal/period";
import { retentionQuery } from "./internal/retention-query";
import {
  entityParam,
  filterParam,
  type RetentionResult,
  type RetentionRow,
  rangeParams,
  retentionGrains,
  retentionGroups,
  retentionOn,
} from "./schema";

/** Columns at most: two years of months, half a year of weeks. */
const maxDistance = 26;

/** Of those who began in the period, how many were active again in each later week or month. */
export const retentionReport = defineReport({
  name: "retention",
  title: "Retention",
  description:
    "Of those who began in a period, the share active again in each later week or month, by use of the API or by visits.",
  params: z.strictObject({
    ...rangeParams,
    entity: entityParam,
    /** What counts as active. */
    on: z.enum(retentionOn).default("api"),
    /** With `api`: calls of this environment only. */
    environment: z.enum(["sandbox", "live"]).optional(),
    grain: z.enum(retentionGrains).default("week"),
    breakdown: z.enum(retentionGroups).default("cohort"),
    filter: filterParam,
  }),
  async run(given): Promise<RetentionResult> {
    const period = resolvePeriod(given);
    const { entity, on, environment, grain, breakdown, filter } = given;
    const now = today();
    const rows = await runQuery(retentionQuery(entity, on, filter, breakdown), {
      from: period.from,
      // Whoever began in the period is followed to this day.
      until: now >= period.to ? addDays(now, 1) : period.until,
      grain,
      environment: environment ?? "",
      ...filter,
    });
    const begun = rows.filter((row) => row.cohort <= period.to);
    const values = [...new Set(begun.map((row) => (breakdown === "cohort" ? row.cohort : row.value)))];
    const table = values.map((value) =>
      toRow(
        value,
        begun.filter((row) => (breakdown === "cohort" ? row.cohort : row.value) === value),
        grain,
        now,
      ),
    );
    table.sort((a, b) => (breakdown === "cohort" ? (a.value < b.value ? -1 : 1) : b.size - a.size));
    return {
      period: { from: period.from, to: period.to },
      entity,
      on,
      environment,
      grain,
      breakdown,
      filter,
      all: toRow("", begun, grain, now),
      rows: table.slice(0, 100),
    };
  },
  toTable: (result) => {
    const width = Math.max(0, ...result.rows.map((row) => row.active.length));
    const distances = Array.from({ length: width }, (_, index) => index);
    return {
      columns: [result.breakdown, "size", ...distances.map((index) => `${result.grain}_${index}`)],
      rows: [{ ...result.all, value: "(all)" }, ...result.rows].map((row) => [
        row.value,
        row.size,
        ...distances.map((index) => row.active[index]?.active ?? null),
      ]),
    };
  },
});

type Counted = { cohort: string; distance: number; active: number };

/** Sizes and who came back, of one or several cohorts: at each distance only cohorts old enough to have been there are looked at. */
function toRow(value: string, rows: readonly Counted[], grain: "week" | "month", now: string): RetentionRow {
  const sizes = new Map(rows.filter((row) => row.distance === 0).map((row) => [row.cohort, 0]));
  for (const row of rows) if (row.distance === 0) sizes.set(row.cohort, (sizes.get(row.cohort) ?? 0) + row.active);
  const ages = new Map([...sizes.keys()].map((cohort) => [cohort, bucketsBetween(cohort, now, grain)]));
  const oldest = Math.min(maxDistance, Math.max(0, ...ages.values()));
  const active = Array.from({ length: rows.length ? oldest + 1 : 0 }, (_, distance) => {
    const grown = [...sizes.keys()].filter((cohort) => (ages.get(cohort) ?? 0) >= distance);
    const of = grown.reduce((sum, cohort) => sum + (sizes.get(cohort) ?? 0), 0);
    const back = rows
      .filter((row) => row.distance === distance && grown.includes(row.cohort))
      .reduce((sum, row) => sum + row.active, 0);
    return { active: back, of, share: of ? back / of : null };
  });
  return { value, size: [...sizes.values()].reduce((a, b) => a + b, 0), active };
}
