import { createHash, createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";

/** SHA-256 in hex: how every secret is stored. Secrets here have >= 128 random bits, so a slow hash would only be a CPU attack surface. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** `bytes` random bytes as base64url. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/** HMAC-SHA-256 of `text` under `secret`, base64url; `purpose` separates what the one secret is used for. */
export function sign(secret: string, purpose: string, text: string): string {
  return createHmac("sha256", secret).update(`${purpose}\0${text}`, "utf8").digest("base64url");
}

/** Compares two strings in time that depends on their lengths only. */
export function sameSecret(a: string, b: string): boolean {
  const left = createHash("sha256").update(a, "utf8").digest();
  const right = createHash("sha256").update(b, "utf8").digest();
  return timingSafeEqual(left, right);
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `length` uniformly random base62 characters (bytes >= 248 are thrown away, so none is likelier than another). */
export function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < 248 && text.length < length) text += base62[byte % 62];
    }
  }
  return text;
}

/** A whole number below 62^length as base62, padded with zeros. */
export function toBase62(value: number, length: number): string {
  let rest = value;
  let text = "";
  for (let i = 0; i < length; i++) {
    text = base62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
