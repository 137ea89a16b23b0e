import type { ChannelMove } from "@/lib/attribution/schema";
import { pathConverted, pathLost, pathStart } from "@/lib/attribution/weigh-markov";
import { foldedValue } from "../attribution/schema";

/** The chain costs the third power of its states: 300 take a tenth of a second. */
const maxStates = 300;
const ends = new Set([pathStart, pathConverted, pathLost]);

/** The same moves with all but the most frequent states as one; a move within that one is no move. */
export function foldMoves(moves: readonly ChannelMove[], limit = maxStates): ChannelMove[] {
  const counts = new Map<string, number>();
  for (const { from, count } of moves) if (!ends.has(from)) counts.set(from, (counts.get(from) ?? 0) + count);
  if (counts.size <= limit) return [...moves];
  const kept = new Set(
    [...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, limit)
      .map(([state]) => state),
  );
  const name = (state: string) => (ends.has(state) || kept.has(state) ? state : foldedValue);
  const folded = new Map<string, ChannelMove>();
  for (const move of moves) {
    const [from, to] = [name(move.from), name(move.to)];
    if (from === to) continue;
    const key = JSON.stringify([from, to]);
    folded.set(key, { from, to, count: (folded.get(key)?.count ?? 0) + move.count });
  }
  return [...folded.values()];
}
