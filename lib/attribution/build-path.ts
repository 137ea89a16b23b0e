import { dayMs } from "@/lib/base/clock";
import type { PathStep, PathTouch } from "./schema";

/** The touches that may earn credit for a conversion at `atMs`: at or before it and within `lookbackDays`, oldest first. */
export function selectTouches<T extends PathTouch>(touches: readonly T[], atMs: number, lookbackDays: number): T[] {
  const earliestMs = atMs - lookbackDays * dayMs;
  return touches
    .filter((touch) => touch.atMs <= atMs && touch.atMs >= earliestMs)
    .sort((a, b) => a.atMs - b.atMs || (a.visitId < b.visitId ? -1 : a.visitId > b.visitId ? 1 : 0));
}

/**
 * The steps of a path: an invite from the company's own people counts only when there is nothing else; direct touches count only when
 * nothing else is left (`keepDirect`: always, as plain first and last touch want it); then neighbours of one channel and campaign collapse.
 * Direct goes before collapsing, so that ad, direct, ad is one ad: going straight back does not make the ad a second contact.
 */
export function buildPath<T extends PathTouch>(touches: readonly T[], options: { keepDirect: boolean }): PathStep<T>[] {
  let counted = orAll(touches, (touch) => !touch.fromOwnCompany);
  if (!options.keepDirect) counted = orAll(counted, (touch) => touch.channel !== "direct");
  const steps: PathStep<T>[] = [];
  for (const touch of counted) {
    const last = steps.at(-1);
    if (last && last.channel === touch.channel && last.campaign === touch.campaign) last.touches.push(touch);
    else steps.push({ channel: touch.channel, campaign: touch.campaign, touches: [touch] });
  }
  return steps;
}

function orAll<T>(items: readonly T[], keep: (item: T) => boolean): readonly T[] {
  const kept = items.filter(keep);
  return kept.length ? kept : items;
}
