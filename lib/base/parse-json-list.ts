import { isUtf8 } from "node:buffer";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parseJson } from "./http";

/** Parsed in one go without anybody noticing, bytes. */
const smallBytes = 256 * 1024;
/** So much of a large list is looked through, or parsed, before somebody else has a turn: about a millisecond. */
const sliceBytes = 128 * 1024;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];

/**
 * As `parseJson`, for bodies that may be a list of ten thousand records: parsing 10 MB takes a tenth of a second, in which this process would
 * answer nobody. A large list is cut between its records and parsed piece by piece, others have their turn in between.
 */
export async function parseJsonList(body: Buffer): Promise<unknown> {
  if (body.length <= smallBytes || !isUtf8(body)) return parseJson(body);
  const pieces = await cutList(body);
  if (!pieces) return parseJson(body);
  const list: unknown[] = [];
  for (const [start, end] of pieces) {
    await nextTurn();
    try {
      for (const value of JSON.parse(`[${body.toString("utf8", start, end)}]`) as unknown[]) list.push(value);
    } catch {
      // The whole tells at which byte it is wrong.
      return parseJson(body);
    }
  }
  return list;
}

/** Stretches of whole records, or null when the body does not look like a list of something. */
async function cutList(body: Buffer): Promise<[number, number][] | null> {
  let at = skipSpace(body, 0);
  if (body[at] !== 0x5b) return null;
  const pieces: [number, number][] = [];
  let depth = 1;
  let start = ++at;
  let turnAt = at + sliceBytes;
  let lastComma = at - 1;
  for (; at < body.length; at++) {
    if (at >= turnAt) {
      await nextTurn();
      turnAt = at + sliceBytes;
    }
    const byte = body[at] as number;
    if (byte === quote) {
      at = endOfText(body, at + 1);
      if (at < 0) return null;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      depth--;
      if (depth > 0) continue;
      // The end of the list: nothing may follow it, and no record may be missing before it.
      if (byte !== 0x5d || skipSpace(body, at + 1) < body.length || skipSpace(body, lastComma + 1) === at) return null;
      pieces.push([start, at]);
      return pieces;
    } else if (byte === comma && depth === 1) {
      if (skipSpace(body, lastComma + 1) === at) return null;
      lastComma = at;
      if (at - start < sliceBytes) continue;
      pieces.push([start, at]);
      start = at + 1;
    }
  }
  return null;
}

/** Where the text that goes on at `from` has its closing quote; -1 when it has none. */
function endOfText(body: Buffer, from: number): number {
  let at = body.indexOf(quote, from);
  while (at >= 0) {
    let slashes = 0;
    while (at - slashes > from && body[at - slashes - 1] === backslash) slashes++;
    if (slashes % 2 === 0) return at;
    at = body.indexOf(quote, at + 1);
  }
  return -1;
}

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length && (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09)) at++;
  return at;
}
