import type { ResolvedKey } from "../key-cache";
import type { NamedLimit, VerifyKeyInput } from "../schema";
import type { KeyLimit } from "../verify-key";

/**
 * Every limit one call counts against: the plan's (shared by the company's keys of that environment), the key's own, and those the
 * call brings along (counted per key). A named one of the first two only changes what it costs. Answers the index of a name nobody knows.
 */
export function listLimits(
  key: ResolvedKey,
  plan: readonly NamedLimit[],
  question: Pick<VerifyKeyInput, "cost" | "ratelimits">,
): KeyLimit[] | { unknownLimit: number } {
  const limits: KeyLimit[] = [];
  const shared = key.environment === "live" ? `live ${key.companyId} ` : `sandbox ${key.companyId} `;
  for (const { name, limit, durationMs } of plan) {
    limits.push({ id: shared + name, name, limit, durationMs, cost: question.cost });
  }
  for (const { name, limit, durationMs } of key.ratelimits) {
    limits.push({ id: `${key.keyId} ${name}`, name, limit, durationMs, cost: question.cost });
  }
  const asked = question.ratelimits;
  if (!asked) return limits;
  const settled = limits.length;
  for (const [index, { name, cost = question.cost, limit, duration }] of asked.entries()) {
    if (limit !== undefined && duration !== undefined) {
      limits.push({ id: `${key.keyId} ${name} ${limit} ${duration}`, name, limit, durationMs: duration, cost });
      continue;
    }
    let known = false;
    for (const one of limits.slice(0, settled)) {
      if (one.name !== name) continue;
      one.cost = cost;
      known = true;
    }
    if (!known) return { unknownLimit: index };
  }
  return limits;
}
