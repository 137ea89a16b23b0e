import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const version = "v1";

/** 32 bytes for AES-256; `purpose` keeps what is sealed for one thing from being opened as another. */
function keyOf(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `waymark seal ${purpose}`, 32));
}

/** `text` encrypted and authenticated (AES-256-GCM) under the portal's secret, for secrets that must be used again and so cannot be hashed. */
export function seal(secret: string, purpose: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret, purpose), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${version}.${sealed.toString("base64url")}`;
}

/** What `seal` was given, or null when it was sealed under another secret or changed since. */
export function unseal(secret: string, purpose: string, sealed: string): string | null {
  const [given, body = ""] = sealed.split(".");
  const bytes = Buffer.from(body, "base64url");
  if (given !== version || bytes.length < 28) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(secret, purpose), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
