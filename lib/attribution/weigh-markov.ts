import type { ChannelMove, ChannelPath } from "./schema";

/** States of the chain that are no channel: where paths begin, and the two ways they end. Strings no channel can be. */
export const pathStart = "\0start";
export const pathConverted = "\0converted";
export const pathLost = "\0lost";

/**
 * What each channel is worth over many paths, converting or not: how much less would convert if it were gone (removal effect in an
 * absorbing Markov chain of first order, after Anderl et al., 2014). Shares sum to 1; none when nothing converts.
 */
export function weighMarkov(paths: readonly ChannelPath[]): Map<string, number> {
  return weighMoves(countMoves(paths));
}

/** The same from the moves of all paths added up, which is all that the chain knows of them: from state to state, how often. */
export function weighMoves(moves: readonly ChannelMove[]): Map<string, number> {
  const channels = [...new Set(moves.map((move) => move.from))].filter((state) => state !== pathStart);
  const size = channels.length;
  const index = new Map(channels.map((channel, at) => [channel, at]));
  const totals = new Map<string, number>();
  for (const { from, count } of moves) totals.set(from, (totals.get(from) ?? 0) + count);

  // I - T over the channels, what each channel converts at once, and where paths begin.
  const matrix = Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: size }, (_, at) => +(at === row)),
  );
  const converts = new Float64Array(size);
  const begins = new Float64Array(size);
  for (const { from, to, count } of moves) {
    const share = count / (totals.get(from) as number);
    const target = index.get(to);
    if (from === pathStart) {
      if (target !== undefined) begins[target] = (begins[target] as number) + share;
      continue;
    }
    const row = index.get(from) as number;
    if (to === pathConverted) converts[row] = (converts[row] as number) + share;
    else if (target !== undefined) add(matrix, row, target, -share);
  }

  // N[i][j]: how often a path in i is expected to be in j. Every path ends, so the inverse is there.
  const expected = invert(matrix);
  const chances = expected.map((row) => dot(row, converts));
  const whole = dot(begins, chances);
  if (!(whole > 0)) return new Map();
  const effects = channels.map((_, at) => {
    // Paths that meet the channel at all, and of those the share that converts, fall away without it.
    const visits = begins.reduce((sum, share, from) => sum + share * cell(expected, from, at), 0);
    return (visits / cell(expected, at, at)) * (chances[at] as number);
  });
  const sum = effects.reduce((a, b) => a + b, 0);
  return new Map(channels.map((channel, at) => [channel, (effects[at] as number) / sum]));
}

function countMoves(paths: readonly ChannelPath[]): ChannelMove[] {
  const moves = new Map<string, Map<string, number>>();
  const add = (from: string, to: string, count: number) => {
    const row = moves.get(from) ?? new Map<string, number>();
    row.set(to, (row.get(to) ?? 0) + count);
    moves.set(from, row);
  };
  for (const { channels, converted, lost } of paths) {
    const total = converted + lost;
    if (channels.length === 0 || total === 0) continue;
    let state = pathStart;
    for (const channel of channels) {
      if (channel !== state) add(state, channel, total);
      state = channel;
    }
    if (converted) add(state, pathConverted, converted);
    if (lost) add(state, pathLost, lost);
  }
  return [...moves].flatMap(([from, row]) => [...row].map(([to, count]) => ({ from, to, count })));
}

/** The inverse of a square matrix by Gauss and Jordan with pivoting: cubic, a second for 1,000 states. Changes what it is given. */
function invert(rows: Float64Array[]): Float64Array[] {
  const size = rows.length;
  const inverse = rows.map((_, row) => Float64Array.from({ length: size }, (_, at) => +(at === row)));
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let at = column + 1; at < size; at++) {
      if (Math.abs(cell(rows, at, column)) > Math.abs(cell(rows, pivot, column))) pivot = at;
    }
    for (const matrix of [rows, inverse]) {
      [matrix[column], matrix[pivot]] = [matrix[pivot] as Float64Array, matrix[column] as Float64Array];
    }
    const head = cell(rows, column, column);
    for (let at = 0; at < size; at++) {
      const factor = at === column ? 0 : cell(rows, at, column) / head;
      if (factor === 0) continue;
      subtract(rows[at] as Float64Array, rows[column] as Float64Array, factor);
      subtract(inverse[at] as Float64Array, inverse[column] as Float64Array, factor);
    }
  }
  inverse.forEach((row, at) => {
    const head = cell(rows, at, at);
    for (let k = 0; k < size; k++) row[k] = (row[k] as number) / head;
  });
  return inverse;
}

function subtract(row: Float64Array, other: Float64Array, factor: number): void {
  for (let k = 0; k < row.length; k++) row[k] = (row[k] as number) - factor * (other[k] as number);
}

function dot(a: Float64Array | number[], b: Float64Array | number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

function add(rows: Float64Array[], row: number, column: number, amount: number): void {
  (rows[row] as Float64Array)[column] = cell(rows, row, column) + amount;
}

function cell(rows: Float64Array[], row: number, column: number): number {
  return (rows[row] as Float64Array)[column] as number;
}
