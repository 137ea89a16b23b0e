import { listStepKinds } from "../funnel/list-step-kinds";
import { type Condition, callStep, type FunnelStep, type StepField } from "../funnel/schema";
import type { Entity } from "../schema";
import { knownSql, whoHashSql, whoSql } from "./acquired-sql";
import type { Steps } from "./funnel-definition";

/**
 * An event of a funnel is one number: milliseconds since the period began, then the place of the lowest bit of its mask (5 bits), then
 * its mask (19 bits): a bit for each step that it satisfies, after them one for each gap that it must not lie in. Sorting the numbers
 * sorts the events; those of the same millisecond stand in the order of the steps, exclusions last.
 */
export const maskBits = 19;
export const keyBits = maskBits + 5;
export const stepBit = (step: number) => 2 ** step;
export const gapBit = (steps: number, gap: number) => 2 ** (steps + gap);

/** SQL text with the values that are bound in it. */
type Bound = { sql: string; values: Record<string, string | number> };

/**
 * Everything of the ledger that satisfies a step or an exclusion, from {from:Date} until {scan_until:Date}, as rows
 * (who_hash, key), with `named` also who and known.
 */
export function scanSql(entity: Entity, { steps, exclusions }: Steps, named: boolean): Bound {
  const values: Bound["values"] = {};
  const bind = (value: string | number) => {
    const name = `v${Object.keys(values).length}`;
    values[name] = value;
    return `{${name}:${typeof value === "number" ? "Float64" : "String"}}`;
  };
  const parts = [
    ...steps.map((step, index) => ({ step, bit: stepBit(index) })),
    ...exclusions.map((step) => ({ step, bit: gapBit(steps.length, step.after) })),
  ];
  const mask = (ofCalls: boolean) => {
    const bits = new Map<number, string[]>();
    for (const { step, bit } of parts) {
      if ((step.name === callStep) !== ofCalls) continue;
      bits.set(bit, [...(bits.get(bit) ?? []), stepSql(step, bind)]);
    }
    return [...bits].map(([bit, any]) => `if(${any.map((one) => `(${one})`).join(" OR ")}, ${bit}, 0)`).join(" + ");
  };
  const select = (table: string, where: string, who: string, hash: string, known: string, ofCalls: boolean) => `
    SELECT who_hash, bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(occurred_at) - {from_ms:Int64}), ${keyBits}),
      bitOr(bitShiftLeft(toUInt64(bitCount(bitXor(mask, mask - 1))), ${maskBits}), mask)) AS key ${named ? ", who, known" : ""}
    FROM (
      SELECT occurred_at, toUInt64(${mask(ofCalls)}) AS mask, ${hash} AS who_hash ${named ? `, ${who} AS who, ${known} AS known` : ""}
      FROM ${table}
      WHERE ${where} AND occurred_at >= toDateTime64({from:Date}, 3, 'UTC') AND occurred_at < toDateTime64({scan_until:Date}, 3, 'UTC')
    )
    WHERE mask != 0 AND who_hash != 0`;
  const scans: string[] = [];
  const names = [...new Set(parts.map(({ step }) => step.name))].filter((name) => name !== callStep);
  if (names.length) {
    const where = `name IN (${names.map(bind).join(", ")}) AND toDate(occurred_at) >= {from:Date} AND toDate(occurred_at) < {scan_until:Date}
      AND audience = 'human' AND ${entity === "company" ? knownSql.company : "1"}`;
    const known = entity === "company" ? "1" : knownSql.person;
    scans.push(select("events", where, whoSql[entity], whoHashSql[entity], known, false));
  }
  if (parts.some(({ step }) => step.name === callStep)) {
    const id = `${entity}_id`;
    scans.push(select("usage_events", `${id} != ''`, id, `cityHash64(${id})`, "1", true));
  }
  return { sql: scans.join("\n    UNION ALL"), values };
}

/** What of an event or a call a step asks, as SQL over its row. */
function stepSql(step: FunnelStep, bind: (value: string | number) => string): string {
  const isCall = step.name === callStep;
  const tests = isCall ? [] : [`name = ${bind(step.name)}`];
  // What a server or staff of the portal sent happened on its pages; the rest on the API.
  if (!isCall && step.platform !== "any") tests.push(`sent_by ${step.platform === "api" ? "=" : "!="} 'api'`);
  for (const condition of step.conditions) {
    const field = listStepKinds()
      .get(step.name)
      ?.fields.find(({ name }) => name === condition.field);
    if (field) tests.push(conditionSql(field, condition, isCall, bind));
  }
  return tests.join(" AND ") || "1";
}

function conditionSql(
  { name, kind }: StepField,
  { op, value }: Condition,
  isCall: boolean,
  bind: (value: string | number) => string,
): string {
  const key = isCall ? "" : bind(name);
  const is = isCall
    ? hasCallSql(name, kind)
    : `(JSONHas(properties, ${key}) AND JSONType(properties, ${key}) != 'Null')`;
  if (op === "exists") return is;
  const read = isCall ? callSql(name, kind) : `JSONExtract${jsonTypes[kind]}(properties, ${key})`;
  if (op === "~") return `positionCaseInsensitiveUTF8(${read}, ${bind(value)}) > 0`;
  const compared = kind === "text" ? bind(value) : kind === "number" ? bind(Number(value)) : value;
  if (op === "!=") return `NOT (${is} AND ${read} = ${compared})`;
  return `(${is} AND ${read} ${op} ${compared})`;
}

const jsonTypes = { text: "String", number: "Float", boolean: "Bool" } as const;

/** A call's columns are its properties; an empty text is one that is not there. */
function callSql(name: string, kind: StepField["kind"]): string {
  if (name === "status_class") return "concat(toString(intDiv(status, 100)), 'xx')";
  return kind === "number" ? `toFloat64(${name})` : kind === "boolean" ? `(${name} = 1)` : `toString(${name})`;
}
const hasCallSql = (name: string, kind: StepField["kind"]) =>
  kind === "text" && name !== "status_class" ? `${name} != ''` : "1";
