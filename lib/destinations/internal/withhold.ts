import { dayMs, nowMs } from "@/lib/base/clock";
import type { SkipReason } from "../conversions/schema";
import type { ClaimedDelivery } from "./delivery-rows";
import { getKind } from "./kinds/get-kind";
import type { DeliveryFacts } from "./map-event";
import type { Target } from "./targets";

/**
 * Conversions that may not go any more, by reason: between being put up and being sent an account can be deleted, consent be taken back, and
 * the platform's window pass.
 */
export function groupWithheld(
  target: Target,
  rows: ClaimedDelivery[],
  facts: DeliveryFacts,
): { passed: ClaimedDelivery[]; withheld: Map<SkipReason, string[]> } {
  const withheld = new Map<SkipReason, string[]>();
  const { ads } = getKind(target.kind);
  if (!ads) return { passed: rows, withheld };
  const passed = rows.filter(({ eventId, event }) => {
    const reason = whyNot(event.person_id, Date.parse(event.occurred_at), ads.windowDays, facts);
    if (reason) withheld.set(reason, [...(withheld.get(reason) ?? []), eventId]);
    return !reason;
  });
  return { passed, withheld };
}

function whyNot(personId: string, atMs: number, windowDays: number, facts: DeliveryFacts): SkipReason | null {
  if (!facts.names.has(personId)) return "no_account";
  if (facts.refused.has(personId)) return "refused";
  return nowMs() - atMs > windowDays * dayMs ? "too_old" : null;
}
