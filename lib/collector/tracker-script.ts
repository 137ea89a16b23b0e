import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

export type TrackerScript = { text: Buffer; gzip: Buffer; etag: string };

/** The tracker as it is served: with the portal's own write key and consent mode in it. */
export function prepareTracker(bundled: string, writeKey: string, consent: string): TrackerScript {
  if (!/^[\w-]+$/.test(writeKey)) throw new Error("a write key must be one word");
  const text = Buffer.from(bundled.replaceAll("{{WRITE_KEY}}", writeKey).replaceAll("{{CONSENT}}", consent), "utf8");
  return {
    text,
    gzip: gzipSync(text, { level: 9 }),
    etag: `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`,
  };
}
