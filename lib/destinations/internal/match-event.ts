import type { EventRow } from "@/lib/events/schema";
import type { DestinationFilter } from "../schema";

/** Whether a name is one of the patterns: `*` stands for any letters, everything else for itself. */
export function matchesPattern(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (pattern === "*" || pattern === name) return true;
    if (!pattern.includes("*")) return false;
    const [first = "", ...rest] = pattern.split("*");
    if (!name.startsWith(first)) return false;
    const last = rest.pop() ?? "";
    let at = first.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  });
}

export type MatchedFields = Pick<EventRow, "name" | "environment" | "audience" | "visitor_id" | "person_id">;

/** Whether an event goes to a destination with this filter. */
export function matchEvent(filter: DestinationFilter, event: MatchedFields): boolean {
  if (!matchesPattern(event.name, filter.events) || matchesPattern(event.name, filter.except)) return false;
  if (event.environment !== "" && !filter.environments.includes(event.environment)) return false;
  if (!filter.audiences.includes(event.audience)) return false;
  // A visitor that asked not to be tracked has a name for the day only (visits/name-daily-visitor).
  return filter.untracked || event.person_id !== "" || !isDailyVisitor(event.visitor_id);
}

export function isDailyVisitor(visitorId: string): boolean {
  return visitorId.startsWith("day_");
}
