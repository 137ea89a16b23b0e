import type { Portal } from "@/lib/base/config/schema";
import type { LiveKeyFacts, MissingForLive } from "./schema";

/** What is still lacking before a live key may be made, by `keys.livePolicy` of portal.config.ts; empty: it may. */
export function checkLivePolicy(policy: Portal["keys"]["livePolicy"], facts: LiveKeyFacts): MissingForLive[] {
  const missing: MissingForLive[] = [];
  if (policy === "verified-email" && !facts.emailVerified) missing.push("verified_email");
  if (policy === "sandbox-first" && !facts.sandboxSucceeded) missing.push("first_sandbox_2xx");
  // Nobody gets certified without calls to the sandbox, so that is not asked again.
  if (policy === "certified" && !facts.certified) missing.push("certification");
  return missing;
}
