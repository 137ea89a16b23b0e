import ipaddr from "ipaddr.js";
import { nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { hashSecret } from "@/lib/base/secrets";
import type { CountedCall, Counts, KeyLimit, Quota } from "./counts";
import type { GuessLimiter } from "./guess-limiter";
import { listLimits } from "./internal/key-limits";
import type { KeyCache, ResolvedKey } from "./key-cache";
import type { KnownKeys } from "./known-keys";
import { parseKey } from "./parse-key";
import { type PermissionQuery, satisfies } from "./permission-query";
import type { NamedLimit, VerificationCode, VerifyKeyInput } from "./schema";
import type { LimitState } from "./sliding-windows";

/** What a company's plan allows. `quota` null: no quota, or nobody can count at the moment. */
export type Terms = { planId: string; ratelimits: readonly NamedLimit[]; quota: Quota | null };

/** What one edge verifies with: its key cache, its counts, and where the terms of a company come from. */
export type KeyDesk = {
  organisationPrefix: string;
  keys: KeyCache;
  counts: Counts;
  guesses: GuessLimiter;
  known: KnownKeys;
  termsOf(key: ResolvedKey): Terms | Promise<Terms>;
};

export type VerifyQuestion = Pick<VerifyKeyInput, "key" | "environment" | "ip" | "cost" | "ratelimits"> & {
  permissions?: PermissionQuery;
  /** Who asks, for the limit on guesses: a service token's id. */
  caller: string;
  /** The address that presented the key, where it is known for sure; a gateway's own is not it. */
  guesser?: string;
};

/** The answer to "may this key make this call". Everything but `code` is absent for NOT_FOUND. */
export type Verification = {
  code: VerificationCode;
  key?: ResolvedKey;
  planId?: string;
  /** The limits the call was counted against, and how each stands. */
  limits?: readonly KeyLimit[];
  states?: readonly LimitState[];
  quota?: { limit: number; remaining: number; resetMs: number };
  /** With RATE_LIMITED and QUOTA_EXCEEDED: when to come back; Infinity when the cost never fits. */
  retryMs?: number;
};

/** The one answer for unknown, mistyped, foreign and revoked keys. */
const notFound: Verification = { code: "NOT_FOUND" };

/**
 * Decides about one call, in the order of contracts.md. Limits and quota are all or nothing, in one step. Throws `unavailable` (503)
 * for a key nobody knows while PostgreSQL is away, `rate_limited` (429) for unknown keys of a caller who guesses, and `invalid_fields`
 * (400) when a named limit is neither the plan's nor the key's.
 */
export async function verifyKey(desk: KeyDesk, question: VerifyQuestion): Promise<Verification> {
  if (parseKey(question.key, desk.organisationPrefix) === null) return notFound;
  const hash = hashSecret(question.key);
  let key = desk.keys.peek(hash);
  if (key === undefined) {
    // Keys that exist are looked up whoever else guesses through the same gateway.
    if (!desk.known.has(hash)) desk.guesses.check(question.caller, question.guesser);
    key = await desk.keys.get(hash);
    if (!key || key.revoked) desk.guesses.record(question.caller, question.guesser);
  }
  if (!key || key.revoked) return notFound;

  const refusal = refuse(key, question);
  if (refusal) return { code: refusal, key };

  const answered = desk.termsOf(key);
  const terms = answered instanceof Promise ? await answered : answered;
  return countCall(desk.counts, key, terms, question);
}

function refuse(key: ResolvedKey, question: VerifyQuestion): VerificationCode | null {
  if (key.disabled) return "DISABLED";
  if (key.expiresAt !== null && key.expiresAt <= nowMs()) return "EXPIRED";
  if (question.environment && question.environment !== key.environment) return "WRONG_ENVIRONMENT";
  if (key.cidrs.length > 0 && !isWithin(key.cidrs, question.ip)) return "FORBIDDEN";
  if (question.permissions && !satisfies(key.scopes, question.permissions)) return "INSUFFICIENT_PERMISSIONS";
  return null;
}

function isWithin(cidrs: ResolvedKey["cidrs"], ip: string | undefined): boolean {
  if (!ip || !ipaddr.isValid(ip)) return false;
  // `process` takes an IPv4 address in IPv6 clothes for what it is.
  const address = ipaddr.process(ip);
  return cidrs.some(([range, bits]) => range.kind() === address.kind() && address.match([range, bits] as never));
}

function countCall(
  counts: Counts,
  key: ResolvedKey,
  terms: Terms,
  question: VerifyQuestion,
): Verification | Promise<Verification> {
  const limits = listLimits(key, terms.ratelimits, question);
  if ("unknownLimit" in limits) {
    throw new PortalError("invalid_fields", undefined, {
      errors: [
        {
          pointer: `/ratelimits/${limits.unknownLimit}/name`,
          detail: "is no limit of this key or its plan; give limit and duration for one of your own",
        },
      ],
    });
  }
  const quota = key.environment === "live" ? terms.quota : null;
  const call = { companyId: key.companyId, claims: limits, quota, cost: question.cost };
  const counted = counts.count(call);
  const answer = (one: CountedCall) => toVerification(key, terms.planId, limits, quota, question.cost, one);
  return counted instanceof Promise ? counted.then(answer) : answer(counted);
}

function toVerification(
  key: ResolvedKey,
  planId: string,
  limits: readonly KeyLimit[],
  quota: Quota | null,
  cost: number,
  { states, overQuota }: CountedCall,
): Verification {
  const answer: Verification = { code: "VALID", key, planId, limits, states };
  if (quota) answer.quota = { limit: quota.limit, remaining: Math.max(0, quota.remaining()), resetMs: quota.resetMs() };
  if (states.some((state) => state.exceeded)) {
    answer.code = "RATE_LIMITED";
    answer.retryMs = Math.max(...states.map((state) => state.retryMs));
  } else if (quota && overQuota) {
    answer.code = "QUOTA_EXCEEDED";
    answer.retryMs = cost > quota.limit ? Number.POSITIVE_INFINITY : quota.resetMs();
  }
  return answer;
}
