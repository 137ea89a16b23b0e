import { randomInt } from "node:crypto";

/** No vowels, so no words; no letters that look alike (RFC 8628, 6.1). Eight of twenty: 34.5 bits. */
const letters = "BCDFGHJKLMNPQRSTVWXZ";

/** `WDJB-MJHT`. */
export function makeUserCode(): string {
  const code = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("");
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** What a person typed, as it was made; null when it cannot be one. */
export function readUserCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  return /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : null;
}
