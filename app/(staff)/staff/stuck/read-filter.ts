import type { StuckFilter } from "@/lib/stuck/list-stuck";
import { stuckCauses, stuckStates } from "@/lib/stuck/schema";

type Search = Record<string, string | string[] | undefined>;

/** What the page's address may say; everything else is left out. */
export function readStuckFilter(search: Search): StuckFilter & { state: NonNullable<StuckFilter["state"]> } {
  const text = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value)?.replaceAll("\0", "").trim().slice(0, 100) || undefined;
  };
  const [state, cause] = [text("state"), text("cause")];
  return {
    state: stuckStates.find((one) => one === state) ?? "open",
    cause: stuckCauses.find((one) => one === cause),
    channel: text("channel"),
    search: text("search"),
    cursor: text("cursor"),
  };
}
