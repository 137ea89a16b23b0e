import { z } from "zod";
import { dayMs, hourMs } from "@/lib/base/clock";

export type UsageGrain = "hour" | "day";

/** What a chart of usage is about. */
export type UsageFilter = {
  companyId: string;
  from: Date;
  /** Exclusive. */
  to: Date;
  environment?: "sandbox" | "live";
  appId?: string;
  keyId?: string;
};

export const stepMs: Record<UsageGrain, number> = { hour: hourMs, day: dayMs };

/** The rollup of a grain and its column of time, both as `rollup.time` (UTC). Days are read from days, hours from hours. */
export function rollupOf(grain: UsageGrain): string {
  return grain === "day"
    ? "(SELECT *, toDateTime(day, 'UTC') AS time FROM usage_daily) AS rollup"
    : "(SELECT *, hour AS time FROM usage_hourly) AS rollup";
}

export const filterSql = `company_id = {companyId:String} AND rollup.time >= {from:DateTime('UTC')} AND rollup.time < {to:DateTime('UTC')}
  AND ({environment:String} = '' OR environment = {environment:String})
  AND ({appId:String} = '' OR app_id = {appId:String})
  AND ({keyId:String} = '' OR key_id = {keyId:String})`;

export const filterSchema = {
  companyId: z.string(),
  from: z.date(),
  to: z.date(),
  environment: z.enum(["", "sandbox", "live"]),
  appId: z.string(),
  keyId: z.string(),
};

/** Parameters of `filterSql`; the range is widened to whole steps of its grain at its start. */
export function filterParams(filter: UsageFilter, grain: UsageGrain) {
  return {
    companyId: filter.companyId,
    from: new Date(Math.floor(filter.from.getTime() / stepMs[grain]) * stepMs[grain]),
    // The column has whole seconds, and ClickHouse refuses a parameter with a fraction.
    to: new Date(Math.ceil(filter.to.getTime() / 1_000) * 1_000),
    environment: filter.environment ?? ("" as const),
    appId: filter.appId ?? "",
    keyId: filter.keyId ?? "",
  };
}

/** The starts of all steps in a range. */
export function listSteps(filter: UsageFilter, grain: UsageGrain): Date[] {
  const { from, to } = filterParams(filter, grain);
  const count = Math.ceil((to.getTime() - from.getTime()) / stepMs[grain]);
  return Array.from({ length: Math.max(0, count) }, (_, at) => new Date(from.getTime() + at * stepMs[grain]));
}
