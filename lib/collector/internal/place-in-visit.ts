import { LRUCache } from "lru-cache";
import { minuteMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { redactSecrets } from "@/lib/base/redact-secrets";
import type { Audience, EventRow } from "@/lib/events/schema";
import { continueVisit, isOver, nameCampaign, type Visit, visitStartedId } from "@/lib/visits/continue-visit";
import { type OwnHosts, readTouch } from "@/lib/visits/read-touch";
import type { Touch } from "@/lib/visits/schema";
import type { PageContext } from "../schema";
import type { CheckedCall } from "./check-call";

const idleMs = portal.visits.idleMinutes * minuteMs;

/**
 * The visits under way by visitor. Fresher than the visit cookie when two tabs speak at once, and all there is for visitors without one;
 * after a restart the cookie knows.
 */
export type OpenVisits = LRUCache<string, Visit>;
export const openVisits = (): OpenVisits => new LRUCache<string, Visit>({ max: 200_000 });

export type Placing = {
  visits: OpenVisits;
  hosts: OwnHosts;
  /** Whose calls these are: the visitor, or what the sender calls their sitting. */
  sitting: string;
  /** What the cookie told. */
  known: Visit | null;
  audience: Audience;
  /** Where they are and what they read, where that is known. */
  place?: Pick<Touch, "country" | "language">;
  /** Whose invite was followed; null when nobody's. */
  findInviter(token: string): Promise<string | null>;
};

/** Puts the calls of one visitor into visits, in their order, and answers the `visit_started` events that begin new ones. */
export async function placeInVisit(calls: CheckedCall[], placing: Placing): Promise<EventRow[]> {
  const { visits, sitting, known } = placing;
  const held = visits.get(sitting);
  let visit: Visit | null = !held || (known && known.lastSeenMs > held.lastSeenMs) ? known : held;
  const started: EventRow[] = [];
  for (const call of calls) {
    const { touch, inviteToken, campaign } = whatBrought(call, visit, placing);
    const next = continueVisit(
      visit,
      { atMs: call.occurredAtMs, campaign, seed: `${sitting} ${call.row.event_id}` },
      idleMs,
    );
    visit = next.visit;
    call.row.visit_id = visit.visitId;
    if (!next.started) continue;
    // Taken before anybody is asked: another request of the same visitor must find this visit and not begin one.
    keepVisit(visits, visit, sitting, call.row.visitor_id);
    if (inviteToken) {
      const inviterId = await placing.findInviter(inviteToken);
      if (inviterId) touch.inviter_id = inviterId;
    }
    started.push(visitStarted(call.row, visit, { ...touch, ...placing.place }));
  }
  const visitorId = calls.at(-1)?.row.visitor_id;
  if (visit && visitorId !== undefined) keepVisit(visits, visit, sitting, visitorId);
  return started;
}

/** Under which name the last visit of a visitor is kept that a campaign brought; any, where their sittings have names of their own. */
export const lastVisitOf = (visitorId: string) => `last ${visitorId}`;

function keepVisit(visits: OpenVisits, visit: Visit, sitting: string, visitorId: string): void {
  visits.set(sitting, visit);
  const last = lastVisitOf(visitorId);
  if (visit.campaign !== "" || (visitorId !== sitting && !visits.has(last))) visits.set(last, visit);
}

/**
 * Where a visit that this call begins came from, and the campaign that makes it begin one. Only a page that is seen brings somebody: what is
 * sent from it later, or after a pause, still stands under its address. But what begins a visit may have overtaken the view of its page, and
 * then tells for it: unless that address has brought the visitor already.
 */
function whatBrought(call: CheckedCall, visit: Visit | null, placing: Placing) {
  const viewed = call.row.name === "page_viewed";
  if (viewed || visit === null || isOver(visit, call.occurredAtMs, idleMs)) {
    const { internal, ...told } = touchOf(call, call.page, placing);
    // The portal's own links never begin a visit, whatever they are tagged with.
    const campaign = internal ? "" : nameCampaign(told.touch);
    const last = placing.visits.get(lastVisitOf(call.row.visitor_id)) ?? visit;
    if (viewed || last === null || (campaign !== "" && campaign !== last.campaign)) return { ...told, campaign };
  }
  return { ...touchOf(call, null, placing), campaign: "" };
}

function touchOf({ row }: CheckedCall, page: PageContext | null, { hosts, audience }: Placing) {
  const { path = row.path || "/", search = "", referrer = "", url = "" } = page ?? {};
  // A site of the owner's that sends here from elsewhere does not refer to itself either.
  const site = hostOf(url);
  const own = site === "" || hosts.own.has(site) ? hosts.own : new Set([...hosts.own, site]);
  const read = readTouch({ path, search, referrer, audience }, { ...hosts, own });
  return { ...read, internal: own.has(hostOf(referrer)) };
}

function hostOf(address: string): string {
  if (!address) return "";
  try {
    return new URL(address).hostname.toLowerCase().replace(/^www\./, "");
  } catch {
    return "";
  }
}

function visitStarted(first: EventRow, visit: Visit, touch: Touch): EventRow {
  return {
    ...first,
    event_id: visitStartedId(visit.visitId),
    name: "visit_started",
    visit_id: visit.visitId,
    // Whose visit it is, is the visitor's to say (stamped, or read from the alias dictionary), not one event's.
    person_id: "",
    company_id: "",
    path: touch.landing_path,
    properties: redactSecrets(JSON.stringify(touch)),
  };
}
