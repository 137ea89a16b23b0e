import type { QuarantineKey } from "./get-quarantined";
import { listQuarantineKeys, type QuarantinedFilter } from "./list-quarantined";

/** Hands rows to the edge's collector (the journal is the only way into the ledger) and says what came of them. */
export type PostReplay = (keys: QuarantineKey[]) => Promise<{ accepted: number; refused: number }>;

export type ReplayOutcome = { accepted: number; refused: number /** There are more than `most`. */; more: boolean };

const atOnce = 200;

/**
 * Sends everything again that matches, did not become an event yet, and is among the `most` newest. Each is tried once: what is refused
 * again is not met a second time. Killed in between, what is left is still there.
 */
export async function replayQuarantined(
  filter: Omit<QuarantinedFilter, "open" | "before" | "limit">,
  post: PostReplay,
  most = Number.POSITIVE_INFINITY,
): Promise<ReplayOutcome> {
  const total = { accepted: 0, refused: 0 };
  let before: QuarantineKey | undefined;
  for (;;) {
    const left = most - total.accepted - total.refused;
    const keys = await listQuarantineKeys({
      ...filter,
      open: true,
      before,
      limit: Math.max(1, Math.min(atOnce, left)),
    });
    if (keys.length === 0) return { ...total, more: false };
    if (left <= 0) return { ...total, more: true };
    const { accepted, refused } = await post(keys);
    total.accepted += accepted;
    total.refused += refused;
    before = keys.at(-1);
    // Neither: the rows are gone, or already there; looking further is all there is to do.
    if (accepted + refused === 0 && keys.length < atOnce) return { ...total, more: false };
  }
}
