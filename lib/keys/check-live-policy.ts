import type { LiveKeyFacts, MissingForLive } from "./schema";

/** What a company still lacks before it may have a live key, by `keys.livePolicy` of portal.config.ts; empty: it may. */
export function checkLivePolicy(policy: "open" | "sandbox-first" | "certified", facts: LiveKeyFacts): MissingForLive[] {
  const missing: MissingForLive[] = [];
  if (policy === "sandbox-first" && !facts.sandboxSucceeded) missing.push("first_sandbox_2xx");
  // Nobody gets certified without calls to the sandbox, so that is not asked again.
  if (policy === "certified" && !facts.certified) missing.push("certification");
  return missing;
}
