import { createHash } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** An id like `example` (same prefix and length): a function of the world's seed and the sequence, so the same calls give the same ids. */
export function makeId(example: unknown, seed: string, collection: string, sequence: number): string | number {
  const bytes = createHash("sha256").update(`${seed}\0${collection}\0${sequence}`).digest();
  if (typeof example === "number") return sequence;
  const text = typeof example === "string" ? example : "";
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) {
    const hex = bytes.toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
  if (/^\d+$/.test(text)) return String(10 ** 6 + sequence);
  // `se-28529731`: digits after a dash; `AC` and 32 hexadecimal digits.
  const digits = /^(.*[_-])(\d+)$/.exec(text);
  if (digits?.[1] && digits[2]) {
    const number = bytes.readUIntBE(0, 6) % 10 ** Math.min(digits[2].length, 14);
    return digits[1] + String(number).padStart(digits[2].length, "1");
  }
  const hex = /^([A-Z]{0,4})([0-9a-f]{24,64})$/.exec(text);
  if (hex?.[2]) return hex[1] + bytes.toString("hex").repeat(2).slice(0, hex[2].length);
  const prefix = /^(.*_)[0-9A-Za-z]+$/.exec(text)?.[1] ?? "";
  const length = Math.max(12, Math.min(30, text.length - prefix.length || 20));
  let body = "";
  for (let i = 0; body.length < length; i++) body += alphabet[(bytes[i % bytes.length] as number) % 32];
  return prefix + body;
}
