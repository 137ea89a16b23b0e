import { dayMs, nowMs } from "@/lib/base/clock";
import { type UsageSplit, usageSplits } from "@/lib/usage/schema";

export const rangeDays = [1, 7, 30, 90] as const;
/** Ranges short enough to be read hour by hour. */
export const hourlyDays = 7;

export type UsageRange = {
  days: number;
  from: Date;
  to: Date;
  environment?: "sandbox" | "live";
  grain: "hour" | "day";
  split: UsageSplit;
};

/**
 * The range of an address, `?days=1|7|30|90&environment=sandbox|live&grain=hour|day&by=status|route|key|sdk`: whole days in UTC, today
 * included. A single day is read hour by hour, long ranges day by day.
 */
export function readRange(search: {
  days?: unknown;
  environment?: unknown;
  grain?: unknown;
  by?: unknown;
}): UsageRange {
  const days = rangeDays.find((count) => String(count) === search.days) ?? 30;
  const tomorrow = Math.floor(nowMs() / dayMs) * dayMs + dayMs;
  const environment =
    search.environment === "sandbox" || search.environment === "live" ? search.environment : undefined;
  const grain = days === 1 || (days <= hourlyDays && search.grain === "hour") ? "hour" : "day";
  const split = usageSplits.find((one) => one === search.by) ?? "status";
  return { days, from: new Date(tomorrow - days * dayMs), to: new Date(tomorrow), environment, grain, split };
}

/** As many days, right before. */
export function periodBefore({ days, from }: UsageRange): { from: Date; to: Date } {
  return { from: new Date(from.getTime() - days * dayMs), to: from };
}
