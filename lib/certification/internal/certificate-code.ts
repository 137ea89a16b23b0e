import { randomBytes } from "node:crypto";
import { portal } from "@/lib/base/config/portal";

/** Crockford's base 32: no I, L, O, U, so that a code can be read out loud and typed again. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new public code, `<ORG>-XXXX-XXXX-XXXX`: 60 random bits, so that nobody finds certificates by trying. */
export function makeCertificateCode(): string {
  // 256 is a multiple of 32: taking five bits of each byte favours no character.
  const text = [...randomBytes(12)].map((byte) => alphabet[byte & 31]).join("");
  return `${portal.organisationPrefix.toUpperCase()}-${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/** A code as it is stored, from what somebody typed: any case, spaces, O for 0, I or L for 1. Not one at all: null. */
export function readCertificateCode(typed: string): string | null {
  const parts = typed
    .trim()
    .toUpperCase()
    .split(/[\s-]+/)
    .filter(Boolean);
  const prefix = parts[0] ?? "";
  const digits = parts.slice(1).join("").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (!/^[A-Z]{2,8}$/.test(prefix) || !/^[0-9A-HJKMNP-TV-Z]{12}$/.test(digits)) return null;
  return `${prefix}-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}
