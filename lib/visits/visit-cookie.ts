import { createHash } from "node:crypto";
import type { Visit } from "./continue-visit";

const shape = /^(vst_[0-9a-hjkmnp-tv-z]{26})\.([0-9a-z]{8,9})\.([\w-]{0,10})\.([\w-]{6})$/;

/** The value of the visit cookie; holds whose visit it is, so that a new visitor in the same browser never continues the old one's. */
export function formatVisitCookie(visit: Visit, visitorId: string): string {
  return `${visit.visitId}.${visit.lastSeenMs.toString(36)}.${visit.campaign}.${visitorMark(visitorId)}`;
}

/** The visit a cookie tells of, or null when it is none of ours or another visitor's. */
export function parseVisitCookie(value: string | undefined, visitorId: string): Visit | null {
  const match = value ? shape.exec(value) : null;
  if (!match || match[4] !== visitorMark(visitorId)) return null;
  return { visitId: match[1] as string, lastSeenMs: Number.parseInt(match[2] as string, 36), campaign: match[3] ?? "" };
}

function visitorMark(visitorId: string): string {
  return createHash("sha256").update(visitorId).digest("base64url").slice(0, 6);
}
