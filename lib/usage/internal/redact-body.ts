import { redactSecrets } from "@/lib/base/redact-secrets";
import { mostBodyBytes } from "../schema";

/** Fields whose values let somebody in or pay for something, however they are spelt: `clientSecret`, `api_key`, `cvc`. */
const secretField =
  /(pass(word|wd|phrase)|secret|credential|private_?key|api_?-?key|signing_?key)|^(access|refresh|id|auth|bearer|session|csrf|device)?[_-]?tokens?$|^(authorization|cookies?|cvc2?|cvv2?|cvn|pin|otp|ssn|pan|pwd)$|^(card|account|iban|security)[_-]?(number|code)$|^iban$/i;
const bearer = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
const webToken = /\beyJ[\w-]{10,}\.[\w-]{5,}\.?[\w-]*/g;
/** 13 to 19 digits, in groups or not. */
const digits = /(?<![\d.])[2-6]\d(?:[ -]?\d){11,17}(?![\d.])/g;

/** What is walked of one body: more is cut, so that no body costs more time than that. */
const mostNodes = 2_000;
const mostText = 2_000;
const mostDepth = 30;

/** The check sum of payment cards (ISO/IEC 7812, Luhn). */
function isCardNumber(text: string): boolean {
  const plain = text.replace(/\D/g, "");
  if (plain.length < 13 || plain.length > 19) return false;
  let sum = 0;
  for (let index = 0; index < plain.length; index++) {
    let digit = Number(plain[plain.length - 1 - index]);
    if (index % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** The shortest text with something to take out: a card number. Keys and tokens are longer. */
const leastText = 13;

/** A text without keys, tokens and numbers that look like a payment card's; at most 2,000 characters of it. */
export function redactText(text: string): string {
  if (text.length < leastText) return text;
  const short = text.length > mostText ? `${text.slice(0, mostText)}… (${text.length} characters)` : text;
  return redactSecrets(short)
    .replace(bearer, "$1 [redacted]")
    .replace(webToken, "[redacted]")
    .replace(digits, (found) => (isCardNumber(found) ? "[redacted card number]" : found));
}

/**
 * JSON as the request log keeps it: secrets by the name of their field, keys and card numbers wherever they stand, long texts and lists cut.
 * `note` tells what was left out. Takes bounded time, whatever was sent.
 */
export function redactBody(value: unknown): { body?: unknown; note?: string } {
  let nodes = 0;
  let cut = false;
  // `hidden`: the name of a field above says that nothing below is to be read.
  const walk = (one: unknown, depth: number, hidden: boolean): unknown => {
    nodes += 1;
    if (hidden && one !== null && typeof one !== "boolean" && typeof one !== "object") return "[redacted]";
    if (typeof one === "string") {
      cut ||= one.length > mostText;
      return redactText(one);
    }
    if (typeof one === "number")
      return isCardNumber(String(one)) && /^[2-6]\d+$/.test(String(one)) ? redactedCard : one;
    if (typeof one !== "object" || one === null) return one;
    if (depth > mostDepth) {
      cut = true;
      return "…";
    }
    if (Array.isArray(one)) {
      const list: unknown[] = [];
      for (const item of one) {
        if (nodes >= mostNodes) {
          cut = true;
          break;
        }
        list.push(walk(item, depth + 1, hidden));
      }
      return list;
    }
    const fields: [string, unknown][] = [];
    for (const name in one) {
      if (nodes >= mostNodes) {
        cut = true;
        break;
      }
      const held = (one as Record<string, unknown>)[name];
      fields.push([redactText(name), walk(held, depth + 1, hidden || secretField.test(name))]);
    }
    return Object.fromEntries(fields);
  };
  const body = walk(value, 0, false);
  const bytes = Buffer.byteLength(JSON.stringify(body) ?? "");
  if (bytes > mostBodyBytes) return { note: `The body is too large to be kept: ${bytes} bytes.` };
  return cut ? { body, note: "Long texts and lists were cut." } : { body };
}

const redactedCard = "[redacted card number]";
