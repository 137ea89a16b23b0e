import { dayMs, nowMs } from "@/lib/base/clock";

export const rangeDays = [7, 30, 90] as const;

export type UsageRange = { days: number; from: Date; to: Date; environment?: "sandbox" | "live" };

/** The range of an address, `?days=7|30|90&environment=sandbox|live`: whole days in UTC, today included. */
export function readRange(search: { days?: unknown; environment?: unknown }): UsageRange {
  const days = rangeDays.find((count) => String(count) === search.days) ?? 30;
  const tomorrow = Math.floor(nowMs() / dayMs) * dayMs + dayMs;
  const environment =
    search.environment === "sandbox" || search.environment === "live" ? search.environment : undefined;
  return { days, from: new Date(tomorrow - days * dayMs), to: new Date(tomorrow), environment };
}
