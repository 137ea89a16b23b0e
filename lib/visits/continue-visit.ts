import { createHash } from "node:crypto";
import { encodeTime } from "ulid";
import { idPrefixes } from "@/lib/base/ids";
import type { Touch } from "./schema";

/** A visit under way. `campaign` names what brought it: a new one begins another visit. */
export type Visit = { visitId: string; lastSeenMs: number; campaign: string };

export type Step = {
  atMs: number;
  /** Who and what happened: a visit that this step begins is named by it, so that the same step sent again begins the same visit. */
  seed: string;
  /** The campaign that the address names it came by, '' for none. */
  campaign: string;
};

/**
 * The visit that something at `atMs` belongs to: the one under way, or a new one after `idleMs` of nothing or when another campaign or
 * click id arrives (domain.md, Visit). Late things (`atMs` before the last one) never move the clock back.
 */
export function continueVisit(visit: Visit | null, step: Step, idleMs: number): { visit: Visit; started: boolean } {
  const otherCampaign = visit !== null && step.campaign !== "" && step.campaign !== visit.campaign;
  if (visit && !isOver(visit, step.atMs, idleMs) && !otherCampaign) {
    return { visit: { ...visit, lastSeenMs: Math.max(visit.lastSeenMs, step.atMs) }, started: false };
  }
  return { visit: { visitId: nameVisit(step), lastSeenMs: step.atMs, campaign: step.campaign }, started: true };
}

/** Whether nothing has happened in it for so long that what happens at `atMs` begins another. */
export function isOver(visit: Visit, atMs: number, idleMs: number): boolean {
  return atMs - visit.lastSeenMs > idleMs;
}

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/** A visit's id: time first like every id, then what began it instead of chance. */
function nameVisit({ atMs, seed }: Step): string {
  const hash = createHash("sha256").update(seed).digest();
  let text = "";
  for (let i = 0; i < 16; i++) text += crockford[(hash[i] as number) & 31];
  return `${idPrefixes.visit}_${encodeTime(atMs, 10).toLowerCase()}${text}`;
}

/** A short name of what brought a visit, '' when no parameter says. Two different clicks on one ad are two campaigns here. */
export function nameCampaign(touch: Touch): string {
  const parts = [
    touch.utm_source,
    touch.utm_medium,
    touch.utm_campaign,
    touch.utm_term,
    touch.utm_content,
    touch.utm_id,
    touch.click_id_kind,
    touch.click_id,
    touch.listing_id,
    touch.channel === "invite" ? touch.landing_path : undefined,
  ];
  if (parts.every((part) => !part)) return "";
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 10);
}

/** The event id of a visit's `visit_started`: one per visit, however often it is derived. */
export function visitStartedId(visitId: string): string {
  return `evt_${visitId}`;
}
