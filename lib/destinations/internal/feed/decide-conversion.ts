import { createHash } from "node:crypto";
import { dayMs } from "@/lib/base/clock";
import type { Conversion, ConversionState, Feed, FeedRule, SkipReason } from "../../conversions/schema";
import type { Click, Milestone } from "./feed-queries";

/** What has to be known of one milestone. */
export type Evidence = {
  milestone: Milestone;
  rule: FeedRule;
  /** The clicks of this person or company on the platform's ads, latest first. */
  clicks: readonly Click[];
  /** People who have an account, by id, with whether an e-mail address is known. */
  accounts: ReadonlyMap<string, { hasEmail: boolean }>;
  refused: ReadonlySet<string>;
  recognised: ReadonlySet<string>;
  /** Decimal text; undefined while its days are not over. */
  value: string | undefined;
};

export type Platform = {
  clickIdPattern: RegExp;
  windowDays: number;
  clickWindowDays?: number;
};

export type Decision = {
  eventId: string;
  who: string;
  stage: string;
  /** Whose click or address it is, else who reached the milestone. */
  personId: string;
  atMs: number;
  state: Exclude<ConversionState, "sent" | "failed">;
  reason: SkipReason | null;
  matchedBy: string | null;
  /** What is put up; null unless queued. */
  conversion: Conversion | null;
};

/**
 * Whether a milestone goes to the platform, and as what. The latest click within the look-back that is one of the platform's counts, of
 * whom nothing stands against it; without one the e-mail address, where the feed sends it. Pure.
 */
export function decideConversion(
  evidence: Evidence,
  feed: Feed,
  platform: Platform,
  currency: string,
  nowMs: number,
): Decision {
  const { milestone, rule, accounts, refused } = evidence;
  const { click, reason: noClick } = chooseClick(evidence, feed, platform, nowMs);
  const personId = click?.person ?? milestone.person;
  const base = {
    eventId: eventIdOf(milestone.who, milestone.stage),
    who: milestone.who,
    stage: milestone.stage,
    personId,
    atMs: milestone.at_ms,
    conversion: null,
    matchedBy: null,
  };
  const skip = (reason: SkipReason): Decision => ({ ...base, state: "skipped", reason });
  const account = accounts.get(personId);
  if (!account) return skip("no_account");
  if (refused.has(personId)) return skip("refused");
  const email = feed.email && feed.consented && account.hasEmail && evidence.recognised.has(personId);
  if (!click && !email) return skip(noClick ?? whyNoEmail(feed, account.hasEmail));
  if (nowMs - milestone.at_ms > platform.windowDays * dayMs) return skip("too_old");
  const matchedBy = click ? click.kind : "email";
  if (evidence.value === undefined) return { ...base, state: "waiting", reason: null, matchedBy };
  return {
    ...base,
    state: "queued",
    reason: null,
    matchedBy,
    conversion: {
      action: rule.action,
      fileAction: rule.fileAction,
      clickIdKind: click?.kind ?? "",
      clickId: click?.id ?? "",
      clickedMs: click?.at_ms ?? 0,
      value: evidence.value,
      currency,
      consented: feed.consented,
      email,
    },
  };
}

function chooseClick(
  { milestone, clicks, accounts, refused }: Evidence,
  feed: Feed,
  platform: Platform,
  nowMs: number,
): { click?: Click; reason?: SkipReason } {
  const before = clicks.filter(({ at_ms }) => at_ms <= milestone.at_ms);
  const allowed = before.filter(({ person }) => accounts.has(person) && !refused.has(person));
  const genuine = allowed.filter(({ id }) => platform.clickIdPattern.test(id));
  const recent = genuine.filter(({ at_ms }) => milestone.at_ms - at_ms <= feed.lookbackDays * dayMs);
  const taken = recent.find(
    ({ at_ms }) => nowMs - at_ms <= (platform.clickWindowDays ?? Number.POSITIVE_INFINITY) * dayMs,
  );
  if (taken) return { click: taken };
  if (recent.length) return { reason: "too_old" };
  if (genuine.length) return { reason: "click_too_old" };
  if (allowed.length) return { reason: "bad_click_id" };
  return before.length ? { reason: before.some(({ person }) => refused.has(person)) ? "refused" : "no_account" } : {};
}

function whyNoEmail(feed: Feed, hasEmail: boolean): SkipReason {
  if (!feed.email) return "no_click";
  return hasEmail ? "no_consent" : "no_email";
}

/** The same for one person or company and milestone, whatever happens: what platforms tell repeats by. Says nothing of who it is. */
export function eventIdOf(who: string, stage: string): string {
  return `cnv_${createHash("sha256").update(`${who} ${stage}`).digest("hex").slice(0, 32)}`;
}
