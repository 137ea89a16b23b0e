import type { FunnelOrder } from "../funnel/schema";
import type { Entity, Filter } from "../schema";
import { matchSql } from "./acquired-sql";
import type { Steps } from "./funnel-definition";
import { gapBit, keyBits, maskBits, scanSql, stepBit } from "./funnel-scan";

export type Reach = { entity: Entity; definition: Steps; order: FunnelOrder; filter: Filter; named?: boolean };

/** Marks in an array of times: nothing happened here; whoever waited here is stopped. */
const nothing = -1;
const stopped = -2;

/**
 * How far each person or company came: a row per who_hash with `reached` (steps, at least 1) and `times` (when each was reached, ms
 * since the period began); with `named` also who and known. Of all ways through their events the farthest counts, of those the one
 * that begins first and takes each step first. An event is one step at most (in `any` it may be several).
 *
 * Written over arrays, because the engine's windowFunnel neither tells when steps were taken nor knows exclusions, takes one event
 * for several steps unless told otherwise, and leaves the order of equal times to chance. lib/reports/testing/follow-steps.ts says the
 * same in plain words.
 */
export function reachSql(ask: Reach): { sql: string; values: Record<string, string | number> } {
  const { sql: scan, values } = scanSql(ask.entity, ask.definition, ask.named ?? false);
  const first =
    ask.order === "any"
      ? "1"
      : `countIf(bitAnd(key, 1) != 0 AND bitShiftRight(key, ${keyBits}) < {period_ms:UInt64}) > 0`;
  const count = ask.definition.steps.length;
  const steps = ask.order === "any" ? inAnyOrder(count) : inOrder(ask.definition, ask.order === "strict");
  const arrays = `
    SELECT who_hash, ${ask.named ? "who, known," : ""}
      arrayMap(k -> toInt64(bitShiftRight(k, ${keyBits})), keys) AS t, arrayMap(k -> toUInt32(bitAnd(k, ${2 ** maskBits - 1})), keys) AS m
    FROM (
      SELECT who_hash, arraySort(groupArray(key)) AS keys ${ask.named ? ", any(who) AS who, max(known) AS known" : ""}
      FROM (${scan})
      GROUP BY who_hash
      HAVING ${first} AND ${matchSql(ask.entity, ask.filter, "who_hash")}
    )`;
  // A query for each: within one, the engine writes out every name for what it stands for, which doubles where a name stands twice.
  const inner = steps.filter(Boolean).reduce((from, columns) => `SELECT *, ${columns} FROM (${from})`, arrays);
  const sql = `SELECT who_hash, ${ask.named ? "who, known," : ""} reached, times FROM (${inner}) WHERE reached > 0`;
  return { sql, values };
}

const has = (mask: string, bits: number) => `bitAnd(${mask}, ${bits}) != 0`;
const places = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/**
 * Forwards, f[i] holds for every event the latest beginning of a way that stands at step i: a later one can do whatever an earlier one
 * can. Backwards from the farthest step, b[i] holds the earliest end that can still be reached, which finds the first beginning and
 * the first of each next step.
 */
function inOrder({ steps, exclusions }: Steps, strict: boolean): string[] {
  const count = steps.length;
  const all = 2 ** count - 1;
  /** Bits of an event that end the wait between a step and the next. */
  const stops = (step: number) => {
    const excluded = exclusions.some(({ after }) => after === step - 1) ? gapBit(count, step - 1) : 0;
    return strict ? all + excluded : excluded;
  };
  const otherwise = (bits: number) => (bits ? `${has("em", bits)}, ${stopped}, ${nothing}` : `${nothing}`);
  const choose = (taken: string, value: string, bits: number) => `multiIf(${taken}, ${value}, ${otherwise(bits)})`;
  const forwards = places(count).map((i) => {
    const bits = i < count ? stops(i) : 0;
    const mine = has("em", stepBit(i - 1));
    if (i === 1) {
      return `arrayMap((et, em) -> ${choose(`${mine} AND et < {period_ms:UInt64}`, "et", bits)}, t, m) AS f1`;
    }
    const before = `arrayPopBack(arrayPushFront(arrayFill(x -> x != ${nothing}, f${i - 1}), ${nothing}))`;
    const taken = `${mine} AND eb >= 0 AND et - eb <= {window_ms:Int64}`;
    return `arrayMap((et, em, eb) -> ${choose(taken, "eb", bits)}, t, m, ${before}) AS f${i}`;
  });
  const reached = places(count).map((i) => `arrayExists(x -> x >= 0, f${i})`);
  const next = (i: number) =>
    `arrayPushBack(arrayPopFront(arrayReverseFill(x -> x != ${nothing}, b${i + 1})), ${nothing})`;
  const backwards = places(count)
    .slice(1)
    .reverse()
    .map((i) => {
      const mine = has("em", stepBit(i - 1));
      const last = i === count;
      const taken = last
        ? `reached = ${i} AND ${mine}`
        : `${mine} AND (reached = ${i} OR (reached > ${i} AND en >= 0))`;
      const value = last ? "et" : `if(reached = ${i}, et, en)`;
      const over = last ? "t, m" : `t, m, ${next(i)}`;
      return `arrayMap((et, em${last ? "" : ", en"}) -> ${choose(taken, value, stops(i - 1))}, ${over}) AS b${i}`;
    });
  const begins = `${has("em", 1)} AND et < {period_ms:UInt64}`;
  const first =
    count === 1
      ? `arrayFirstIndex((et, em) -> ${begins}, t, m) AS p1`
      : `arrayFirstIndex((et, em, en) -> ${begins} AND (reached = 1 OR (en >= 0 AND en - et <= {window_ms:Int64})), t, m, ${next(1)}) AS p1`;
  const others = places(count)
    .slice(1)
    .map(
      (i) =>
        `if(reached < ${i}, 0, arrayFirstIndex((x, at) -> x >= 0 AND at > p${i - 1}, b${i}, arrayEnumerate(b${i}))) AS p${i}`,
    );
  const times = places(count).map((i) => `t[p${i}]`);
  return [
    forwards.join(", "),
    `toUInt8(${reached.join(" + ")}) AS reached`,
    backwards.join(", "),
    [first, ...others].join(", "),
    `arraySlice([${times.join(", ")}], 1, reached) AS times`,
  ];
}

/** From every event on, when each step comes next; a way begins at an event that is one of its own steps. */
function inAnyOrder(count: number): string[] {
  const nexts = places(count).map(
    (i) =>
      `arrayReverseFill(x -> x >= 0, arrayMap((et, em) -> if(${has("em", stepBit(i - 1))}, et, ${nothing}), t, m)) AS n${i}`,
  );
  const missing = places(count).map((i) => `e${i} < 0 OR e${i} - et > {window_ms:Int64}, ${i - 1}`);
  const args = places(count).map((i) => `e${i}`);
  const lists = places(count).map((i) => `n${i}`);
  const lead = `arrayMap((et, ${args.join(", ")}) -> multiIf(${missing.join(", ")}, ${count}), t, ${lists.join(", ")})`;
  const ways = `arrayMap((et, em, el) -> if(et < {period_ms:UInt64} AND bitAnd(em, bitShiftLeft(toUInt32(1), el) - 1) != 0, el, 0), t, m, ${lead})`;
  const times = places(count).map(
    (i) =>
      `greatest(${places(i)
        .map((at) => `n${at}[p]`)
        .join(", ")}, 0)`,
  );
  return [
    nexts.join(", "),
    `${ways} AS ways`,
    "toUInt8(arrayMax(ways)) AS reached",
    "arrayFirstIndex(x -> x = reached, ways) AS p",
    `arraySlice([${times.join(", ")}], 1, reached) AS times`,
  ];
}
