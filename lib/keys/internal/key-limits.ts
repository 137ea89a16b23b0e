import type { KeyLimit } from "../counts";
import type { ResolvedKey } from "../key-cache";
import type { NamedLimit, VerifyKeyInput } from "../schema";

type Settled = { plan: readonly NamedLimit[]; limits: readonly Omit<KeyLimit, "cost">[] };
const settled = new WeakMap<ResolvedKey, Settled>();

/**
 * Every limit one call counts against: the plan's (shared by the company's keys of that environment), the key's own, and those the
 * call brings along (counted per key). A named one of the first two only changes what it costs. Answers the index of a name nobody knows.
 */
export function listLimits(
  key: ResolvedKey,
  plan: readonly NamedLimit[],
  { cost, ratelimits }: Pick<VerifyKeyInput, "cost" | "ratelimits">,
): KeyLimit[] | { unknownLimit: number } {
  const limits: KeyLimit[] = [];
  for (const { id, name, limit, durationMs } of settledLimits(key, plan)) {
    limits.push({ id, name, limit, durationMs, cost });
  }
  if (!ratelimits) return limits;
  const known = limits.slice();
  for (const [index, { name, limit, duration, ...own }] of ratelimits.entries()) {
    if (limit !== undefined && duration !== undefined) {
      const id = `${key.keyId} ${name} ${limit} ${duration}`;
      limits.push({ id, name, limit, durationMs: duration, cost: own.cost ?? cost });
      continue;
    }
    const named = known.filter((one) => one.name === name);
    if (named.length === 0) return { unknownLimit: index };
    for (const one of named) one.cost = own.cost ?? cost;
  }
  return limits;
}

/** The limits of the plan and the key, listed once per key and plan: this runs for every call. */
function settledLimits(key: ResolvedKey, plan: readonly NamedLimit[]): Settled["limits"] {
  const before = settled.get(key);
  if (before?.plan === plan) return before.limits;
  const limits = [
    ...plan.map((limit) => ({ ...limit, id: `${key.environment} ${key.companyId} ${limit.name}` })),
    ...key.ratelimits.map((limit) => ({ ...limit, id: `${key.keyId} ${limit.name}` })),
  ];
  settled.set(key, { plan, limits });
  return limits;
}
