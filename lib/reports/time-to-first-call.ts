import { z } from "zod";
import { runQuery } from "@/lib/base/clickhouse/query";
import { portal } from "@/lib/base/config/portal";
import { defineReport } from "./define-report";
import { firstCallQuery } from "./internal/first-call-queries";
import { resolvePeriod } from "./internal/period";
import {
  entityParam,
  type FirstCallFigures,
  type FirstCallResult,
  filterParam,
  firstCallBounds,
  firstCallGroups,
  grains,
  rangeParams,
} from "./schema";

const environments = ["sandbox", "live"] as const;

/** How long sign-ups take to their first successful call, sandbox and live apart; those who have not called are counted, not left out. */
export const timeToFirstCallReport = defineReport({
  name: "time-to-first-call",
  title: "Time to first call",
  description:
    "From sign-up to the first 2xx call, in the sandbox and live: shares, quantiles and how it differs by cohort, channel, SDK, plan or quickstart.",
  params: z.strictObject({
    ...rangeParams,
    entity: entityParam,
    breakdown: z.enum(firstCallGroups).default("cohort"),
    /** Length of a cohort. */
    grain: z.enum(grains).default("week"),
    filter: filterParam,
  }),
  async run(given): Promise<FirstCallResult> {
    const period = resolvePeriod(given);
    const { entity, filter, breakdown, grain } = given;
    const { quickstarts } = portal.journey;
    const params = { from: period.from, until: period.until, grain, quickstarts, ...filter };
    const [all, groups] = await Promise.all([
      runQuery(firstCallQuery(entity, filter, undefined), params),
      runQuery(firstCallQuery(entity, filter, breakdown), params),
    ]);
    const values = [...new Set(groups.map((row) => row.value))];
    const joinedOf = (value: string) =>
      Math.max(0, ...groups.filter((row) => row.value === value).map((row) => row.joined));
    values.sort((a, b) => (breakdown === "cohort" ? (a < b ? -1 : 1) : joinedOf(b) - joinedOf(a) || (a < b ? -1 : 1)));
    return {
      period: { from: period.from, to: period.to },
      entity,
      breakdown,
      grain,
      filter,
      ...figuresOf(all),
      groups: values
        .slice(0, 100)
        .map((value) => ({ value, ...figuresOf(groups.filter((row) => row.value === value)) })),
    };
  },
  toTable: (result) => ({
    columns: [
      result.breakdown,
      "environment",
      "signed_up",
      "called",
      "share",
      "p25_ms",
      "median_ms",
      "p75_ms",
      "p90_ms",
      ...firstCallBounds.map(({ id }) => `within_${id}`),
    ],
    rows: [{ value: "(all)", sandbox: result.sandbox, live: result.live }, ...result.groups].flatMap((group) =>
      environments.map((environment) => {
        const one = group[environment];
        return [
          group.value,
          environment,
          one.signedUp,
          one.called,
          one.share,
          one.p25Ms,
          one.medianMs,
          one.p75Ms,
          one.p90Ms,
          ...one.within,
        ];
      }),
    ),
  }),
});

type Row = Awaited<ReturnType<typeof runQuery<never, ReturnType<typeof firstCallQuery>["row"]>>>[number];

function figuresOf(rows: readonly Row[]): { sandbox: FirstCallFigures; live: FirstCallFigures } {
  const of = (environment: "sandbox" | "live"): FirstCallFigures => {
    const row = rows.find((one) => one.environment === environment);
    const called = row?.called_by_now ?? 0;
    const quantile = (index: number) => (called ? Math.round(row?.quantiles[index] ?? 0) : null);
    return {
      signedUp: row?.joined ?? 0,
      called,
      share: row ? called / row.joined : null,
      p25Ms: quantile(0),
      medianMs: quantile(1),
      p75Ms: quantile(2),
      p90Ms: quantile(3),
      within: row?.within ?? firstCallBounds.map(() => 0),
    };
  };
  return { sandbox: of("sandbox"), live: of("live") };
}
