import { z } from "zod";
import type { CallRule, Meter } from "@/lib/base/config/plan-schema";

/**
 * Which rows of a usage table a meter counts, as SQL over `environment`, `method`, `route` and `status_class`. A meter without rules has
 * one that fits everything.
 */
export const meterFilter = `environment = {environment:String}
  AND arrayExists((m, r, s) -> (m = '' OR m = method) AND (s = 0 OR s = status_class) AND (r = '' OR match(route, r)),
    {methods:Array(String)}, {routes:Array(String)}, {classes:Array(UInt8)})`;

export const meterFilterSchema = {
  environment: z.string(),
  methods: z.array(z.string()),
  routes: z.array(z.string()),
  classes: z.array(z.number()),
};

export function meterFilterParams(meter: Pick<Meter, "environment" | "where">) {
  const rules: CallRule[] = meter.where ?? [{}];
  return {
    environment: meter.environment,
    methods: rules.map(({ method }) => method ?? ""),
    routes: rules.map(({ route }) => (route === undefined ? "" : routePattern(route))),
    classes: rules.map(({ status }) => Number(status?.[0] ?? 0)),
  };
}

/**
 * A route pattern as a regular expression (RE2), meaning what `journey.valuable` means by it: `{name}` and `*` stand for one segment,
 * `**` at the end for any rest; a slash at the end counts for nothing.
 */
export function routePattern(route: string): string {
  const parts = route.split("/").filter(Boolean);
  const open = parts.at(-1) === "**";
  if (open) parts.pop();
  const fixed = parts.map((part) =>
    part === "*" || /^\{.*\}$/.test(part) ? "[^/]+" : part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
  );
  return `^/*${fixed.join("/+")}${open ? "(/.*)?" : "/*"}$`;
}

/** The column of usage_hourly that a meter sums up, with six decimals. A call that a limit refused (429) is none: it has no quantity and
 * is not valuable either (`buildUsageRow`), and its end user is not in metered_end_users. */
export const meterUnits = `multiIf({count:String} = 'calls', toDecimal128(sum(calls) - sum(limited_calls), 6),
  {count:String} = 'valuable-calls', toDecimal128(sum(valuable_calls), 6), sum(usage_hourly.quantity))`;

/** The same over raw calls. */
export const rawUnits = `multiIf({count:String} = 'calls', toDecimal128(countIf(status != 429), 6),
  {count:String} = 'valuable-calls', toDecimal128(countIf(valuable = 1), 6), sum(toDecimal128(usage_events.quantity, 6)))`;
