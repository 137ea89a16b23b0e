import { runQuery } from "@/lib/base/clickhouse/query";
import { dayMs, nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { currencyDigits, Decimal, zero } from "@/lib/base/decimal";
import type { FeedFacts } from "../../conversions/feed-facts";
import type { Feed, FeedRule } from "../../conversions/schema";
import { getKind } from "../kinds/get-kind";
import type { Target } from "../targets";
import { type Decision, decideConversion, type Platform } from "./decide-conversion";
import {
  type Click,
  clicksQuery,
  type Milestone,
  milestonesQuery,
  recognisedQuery,
  valuableCallsQuery,
} from "./feed-queries";

export type FeedTarget = Target & { feed: Feed };
/** Where a page begins: after this milestone. */
export type Place = { atMs: number; stage: string; who: string };

export async function readMilestones(
  { feed }: FeedTarget,
  after: Place,
  untilMs: number,
  limit: number,
  newest = false,
): Promise<Milestone[]> {
  return runQuery(milestonesQuery(feed.entity, newest), {
    stages: feed.rules.map(({ stage }) => stage),
    afterMs: after.atMs,
    afterStage: after.stage,
    afterWho: after.who,
    untilMs,
    limit,
  });
}

/** What becomes of each of these milestones, in their order. `file`: by what the platform's files take, not its API. */
export async function judgeMilestones(
  target: FeedTarget,
  milestones: readonly Milestone[],
  facts: FeedFacts,
  { file = false }: { file?: boolean } = {},
): Promise<Decision[]> {
  const { ads } = getKind(target.kind);
  if (!ads || !milestones.length) return [];
  const { feed } = target;
  const platform: Platform = { ...ads, windowDays: file ? ads.fileWindowDays : ads.windowDays };
  const clicks = await readClicks(feed, ads.clickIds, milestones);
  const persons = unique([
    ...milestones.map(({ person }) => person),
    ...[...clicks.values()].flat().map((c) => c.person),
  ]);
  const [contacts, refused, recognised, values] = await Promise.all([
    facts.listContacts(persons),
    facts.listRefused(persons),
    feed.email ? runQuery(recognisedQuery, { persons }) : [],
    readValues(feed, milestones, facts),
  ]);
  const accounts = new Map([...contacts].map(([id, { email }]) => [id, { hasEmail: Boolean(email) }]));
  return milestones.map((milestone) =>
    decideConversion(
      {
        milestone,
        rule: ruleOf(feed, milestone.stage),
        clicks: clicks.get(milestone.who) ?? [],
        accounts,
        refused,
        recognised: new Set(recognised.map(({ person }) => person)),
        value: values.get(milestone),
      },
      feed,
      platform,
      portal.currency,
      nowMs(),
    ),
  );
}

function ruleOf(feed: Feed, stage: string): FeedRule {
  const rule = feed.rules.find((each) => each.stage === stage);
  if (!rule) throw new Error(`no rule for ${stage}`);
  return rule;
}

async function readClicks(
  feed: Feed,
  kinds: readonly string[],
  milestones: readonly Milestone[],
): Promise<Map<string, Click[]>> {
  const times = milestones.map(({ at_ms }) => at_ms);
  const rows = await runQuery(clicksQuery(feed.entity), {
    kinds: [...kinds],
    whos: unique(milestones.map(({ who }) => who)),
    // Older ones too, so that it can be said that there was one.
    sinceMs: Math.min(...times) - 2 * feed.lookbackDays * dayMs,
    untilMs: Math.max(...times),
  });
  const groups = new Map<string, Click[]>();
  for (const row of rows) groups.set(row.who, [...(groups.get(row.who) ?? []), row]);
  return groups;
}

/** Decimal text by milestone; '' for none. Those whose days are not over are missing. */
async function readValues(
  feed: Feed,
  milestones: readonly Milestone[],
  facts: FeedFacts,
): Promise<Map<Milestone, string>> {
  const values = new Map<Milestone, string>();
  const counted: { milestone: Milestone; rule: FeedRule; sinceMs: number; untilMs: number }[] = [];
  for (const milestone of milestones) {
    const rule = ruleOf(feed, milestone.stage);
    if (rule.value === "none" || rule.value === "fixed") {
      values.set(milestone, rule.value === "none" ? "" : rule.amount);
      continue;
    }
    const sinceMs = Math.floor(milestone.at_ms / dayMs) * dayMs;
    const untilMs = sinceMs + rule.days * dayMs;
    if (untilMs <= nowMs()) counted.push({ milestone, rule, sinceMs, untilMs });
  }
  if (!counted.length) return values;
  const sinceMs = Math.min(...counted.map((each) => each.sinceMs));
  const untilMs = Math.max(...counted.map((each) => each.untilMs));
  const metered = counted.filter(({ rule }) => rule.value === "metered");
  const whosOf = (which: typeof counted) => unique(which.map(({ milestone }) => milestone.who));
  const calls = counted.filter(({ rule }) => rule.value === "valuable_calls");
  const [amounts, callDays] = await Promise.all([
    metered.length ? facts.listMeteredAmounts(new Date(sinceMs), new Date(untilMs), whosOf(metered)) : [],
    calls.length ? runQuery(valuableCallsQuery(feed.entity), { whos: whosOf(calls), sinceMs, untilMs }) : [],
  ]);
  const digits = currencyDigits(portal.currency);
  for (const { milestone, rule, sinceMs: from, untilMs: to } of counted) {
    const within = (ms: number) => ms >= from && ms < to;
    const sum =
      rule.value === "metered"
        ? amounts
            .filter(({ companyId, day }) => companyId === milestone.who && within(Date.parse(day)))
            .reduce((total, { amount }) => total.plus(amount), zero)
        : callDays
            .filter(({ who, day_ms }) => who === milestone.who && within(day_ms))
            .reduce((total, row) => total.plus(row.calls), zero)
            .times(new Decimal(rule.amount));
    values.set(milestone, sum.toFixed(digits));
  }
  return values;
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter(Boolean);
}
