import { remember } from "./read-call.js";
import type { ReportedCall } from "./types.js";

/** Methods, routes, keys and client libraries come again and again. */
const known = remember((text) => JSON.stringify(text));

/**
 * One call as JSON for `POST /v1/usage`, put together by hand: in every call's way, and several times as fast as building an object
 * and having it written. Throws for what JSON cannot hold (a circle or a BigInt in the metadata, no time).
 */
export function writeRecord(source: string, id: string, call: ReportedCall): string {
  let text = `{"source":${known(source)},"id":${writeValue(id)},"time":"${writeTime(call.at ?? Date.now())}"`;
  text += `,"keyId":${writeText(call.keyId)},"method":${writeText(call.method)},"route":${writeText(call.route)}`;
  text += `,"status":${writeNumber(call.status)},"latencyMs":${writeNumber(call.latencyMs)}`;
  if (call.requestBytes !== undefined) text += `,"requestBytes":${writeNumber(call.requestBytes)}`;
  if (call.responseBytes !== undefined) text += `,"responseBytes":${writeNumber(call.responseBytes)}`;
  if (call.sdk !== undefined) text += `,"sdk":${writeText(call.sdk)}`;
  if (call.sdkVersion !== undefined) text += `,"sdkVersion":${writeText(call.sdkVersion)}`;
  if (call.endUserId !== undefined) text += `,"endUserId":${writeValue(call.endUserId)}`;
  if (call.traceId !== undefined) text += `,"traceId":${writeValue(call.traceId)}`;
  if (call.resource !== undefined) text += `,"resource":${writeText(call.resource)}`;
  if (call.quantity !== undefined) text += `,"quantity":${writeNumber(call.quantity)}`;
  if (call.metadata !== undefined) text += `,"metadata":${writeValue(call.metadata)}`;
  return `${text}}`;
}

/** What is none, from a caller without types, is null: the portal says then what is wrong with that record. */
function writeNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : "null";
}

/** What JSON leaves out (a function) is null. */
function writeValue(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

function writeText(value: string): string {
  return typeof value === "string" ? known(value) : "null";
}

let second = Number.NaN;
let start = "";

/** RFC 3339 with milliseconds; all but those is the same for a whole second. */
function writeTime(at: number): string {
  const whole = Math.floor(at / 1_000);
  if (whole !== second) {
    start = new Date(whole * 1_000).toISOString().slice(0, 20);
    second = whole;
  }
  const ms = Math.floor(at - whole * 1_000);
  return `${start}${ms < 10 ? "00" : ms < 100 ? "0" : ""}${ms}Z`;
}
