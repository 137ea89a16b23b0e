import { dayMs, nowMs, secondMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { Decision } from "../internal/feed/decide-conversion";
import { type FeedTarget, judgeMilestones, readMilestones } from "../internal/feed/judge-milestones";
import { shortenHashes, toOutgoing } from "../internal/feed/to-outgoing";
import { getKind } from "../internal/kinds/get-kind";
import type { OutgoingEvent } from "../internal/outgoing-event";
import { findTarget, isReady } from "../internal/targets";
import type { FeedFacts } from "./feed-facts";
import type { ConversionCount, ConversionStage, DryRun } from "./schema";

const pageSize = 100;
const mostLooked = 2_000;
const mostShown = 5;
const mostAsked = 20;
const timeoutMs = 10 * secondMs;

/**
 * What an ad platform would get of its window, as things stand now and whatever was sent before: figures, the first payloads with their
 * hashes shortened, and what the platform itself says of them where it has a dry run (Google's `validateOnly`, Meta's test events). Writes
 * nothing down. Null when there is no such feed.
 */
export async function dryRunConversions(db: Db, destinationId: string, facts: FeedFacts): Promise<DryRun | null> {
  const found = await findTarget(db, destinationId);
  if (!found?.feed) return null;
  const target = found as FeedTarget;
  const kind = getKind(target.kind);
  const decisions = await judgeWindow(target, facts, kind.ads?.windowDays ?? 0);
  const ready = decisions.filter(({ conversion }) => conversion);
  const contacts = await facts.listContacts(ready.slice(0, mostAsked).map(({ personId }) => personId));
  const events = ready.slice(0, mostAsked).map((decision) => toOutgoing(decision, target, contacts));
  return {
    looked: decisions.length,
    counts: countDecisions(decisions),
    payloads: events.slice(0, mostShown).map((event) => JSON.stringify(shortenHashes(kind.preview(event)), null, 2)),
    platform: await askPlatform(target, events),
  };
}

async function judgeWindow(target: FeedTarget, facts: FeedFacts, windowDays: number): Promise<Decision[]> {
  const untilMs = nowMs();
  const sinceMs = Math.max(target.createdAt.getTime() - target.feed.backDays * dayMs, untilMs - windowDays * dayMs);
  const after = { atMs: sinceMs - 1, stage: "\u{10ffff}", who: "" };
  const milestones = await readMilestones(target, after, untilMs, mostLooked, true);
  const decisions: Decision[] = [];
  for (let from = 0; from < milestones.length; from += pageSize) {
    decisions.push(...(await judgeMilestones(target, milestones.slice(from, from + pageSize), facts)));
  }
  return decisions;
}

function countDecisions(decisions: readonly Decision[]): ConversionCount[] {
  const counts = new Map<string, ConversionCount>();
  for (const { stage, state, reason, matchedBy } of decisions) {
    const key = JSON.stringify([stage, state, reason, matchedBy]);
    const count = counts.get(key)?.count ?? 0;
    counts.set(key, { stage: stage as ConversionStage, state, reason, matchedBy, count: count + 1 });
  }
  return [...counts.values()];
}

async function askPlatform(target: FeedTarget, events: OutgoingEvent[]): Promise<DryRun["platform"]> {
  const { ads } = getKind(target.kind);
  if (!ads?.dryRun || !events.length || !isReady(target)) return null;
  const outcome = await ads.dryRun(events, target.settings, {
    allowPrivate: target.allowPrivate,
    timeoutMs,
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!outcome) return null;
  if (outcome.kind === "delivered")
    return { ok: true, text: `The platform accepts ${events.length} of ${events.length}` };
  return { ok: false, text: outcome.kind === "split" ? "The platform refuses some of them" : outcome.reason };
}
