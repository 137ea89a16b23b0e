import type { ChannelPath } from "./schema";

/** States of the chain that are no channel: where paths begin, and the two ways they end. Strings no channel can be. */
const start = "\0start";
const conversion = "\0conversion";
const nothing = "\0nothing";

/**
 * What each channel is worth over many paths, converting or not: how much less would convert if it were gone (removal effect in an
 * absorbing Markov chain of first order, after Anderl et al., 2014). Shares sum to 1; none when nothing converts.
 */
export function weighMarkov(paths: readonly ChannelPath[]): Map<string, number> {
  const moves = countMoves(paths);
  const channels = [...moves.keys()].filter((state) => state !== start);
  const whole = conversionProbability(moves, undefined);
  if (!(whole > 0)) return new Map();
  const effects = channels.map((channel) => 1 - conversionProbability(moves, channel) / whole);
  const sum = effects.reduce((a, b) => a + b, 0);
  return new Map(channels.map((channel, index) => [channel, (effects[index] as number) / sum]));
}

type Moves = Map<string, Map<string, number>>;

function countMoves(paths: readonly ChannelPath[]): Moves {
  const moves: Moves = new Map();
  const add = (from: string, to: string, count: number) => {
    const row = moves.get(from) ?? new Map<string, number>();
    row.set(to, (row.get(to) ?? 0) + count);
    moves.set(from, row);
  };
  for (const { channels, converted, lost } of paths) {
    const total = converted + lost;
    if (channels.length === 0 || total === 0) continue;
    let state = start;
    for (const channel of channels) {
      if (channel !== state) add(state, channel, total);
      state = channel;
    }
    if (converted) add(state, conversion, converted);
    if (lost) add(state, nothing, lost);
  }
  return moves;
}

/** How likely a path from the start converts when `removed` leads nowhere. Solves p = T p + t by Gaussian elimination: the states are few. */
function conversionProbability(moves: Moves, removed: string | undefined): number {
  const states = [...moves.keys()].filter((state) => state !== removed);
  const index = new Map(states.map((state, at) => [state, at]));
  const rows = states.map((state, at) => {
    const row = new Array<number>(states.length + 1).fill(0);
    row[at] = 1;
    const outgoing = moves.get(state) as Map<string, number>;
    const total = [...outgoing.values()].reduce((a, b) => a + b, 0);
    for (const [to, count] of outgoing) {
      const column = to === conversion ? states.length : index.get(to);
      if (column === undefined) continue;
      row[column] = (row[column] as number) + (to === conversion ? count : -count) / total;
    }
    return row;
  });
  return solve(rows)[index.get(start) ?? -1] ?? 0;
}

/** The solution of a linear system given as rows with the right side last; rows are reordered and changed. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let at = column + 1; at < size; at++) {
      if (Math.abs(cell(rows, at, column)) > Math.abs(cell(rows, pivot, column))) pivot = at;
    }
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const head = cell(rows, column, column);
    // A loop that is never left: nobody who is in it converts.
    if (Math.abs(head) < 1e-12) continue;
    for (let at = 0; at < size; at++) {
      const factor = at === column ? 0 : cell(rows, at, column) / head;
      if (factor === 0) continue;
      for (let k = column; k <= size; k++)
        (rows[at] as number[])[k] = cell(rows, at, k) - factor * cell(rows, column, k);
    }
  }
  return rows.map((row, at) => (Math.abs(row[at] as number) < 1e-12 ? 0 : (row[size] as number) / (row[at] as number)));
}

function cell(rows: number[][], row: number, column: number): number {
  return (rows[row] as number[])[column] as number;
}
