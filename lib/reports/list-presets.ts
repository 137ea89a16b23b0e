import { addDays, today } from "./internal/period";

/** Periods to choose with one click; all end today, UTC. */
export function listPresets(): { id: string; label: string; from: string; to: string }[] {
  const to = today();
  const last = (days: number, label = `${days} days`) => ({ id: label, label, from: addDays(to, 1 - days), to });
  return [last(7), last(30), last(90), last(365, "12 months")];
}
