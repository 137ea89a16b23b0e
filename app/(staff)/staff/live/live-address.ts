import { dayMs, hourMs } from "@/lib/base/clock";
import { paths } from "@/lib/base/paths";

export const spans = {
  hour: { label: "The last hour", ms: hourMs },
  day: { label: "The last day", ms: dayMs },
  week: { label: "The last 7 days", ms: 7 * dayMs },
  /** Of what was set aside; accepted events are listed for seven days. */
  month: { label: "The last 30 days", ms: 30 * dayMs },
} as const;

export type LiveAddress = {
  show: "accepted" | "quarantined";
  name: string;
  source: string;
  who: string;
  reason: string;
  within: keyof typeof spans;
};

type Search = Record<string, string | string[] | undefined>;

/** The filters an address names; what it does not name, or names wrongly, is as if absent. */
export function readLiveAddress(search: Search): LiveAddress {
  const read = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? (value[0] ?? "") : (value ?? "")).trim().slice(0, 256);
  };
  const within = read("within");
  return {
    show: read("show") === "quarantined" ? "quarantined" : "accepted",
    name: read("name"),
    source: read("source"),
    who: read("who"),
    reason: read("reason"),
    within: Object.hasOwn(spans, within) ? (within as keyof typeof spans) : "day",
  };
}

/** The same filters with something changed, as an address. */
export function liveHref(address: LiveAddress, changes: Partial<LiveAddress> = {}): string {
  const given = Object.entries({ ...address, ...changes }).filter(([, value]) => value !== "");
  return `${paths.staff.live}?${new URLSearchParams(given)}`;
}
