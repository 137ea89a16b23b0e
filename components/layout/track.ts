import type { EventProperties, WebEventName } from "@/lib/events/schema";

type Queued = ["track", WebEventName, object] | ["consent", "granted" | "denied"];

declare global {
  interface Window {
    /** The tracker of /wm.js; until it is there, what waits for it. Knows the catalogue's events, the owner's own included. */
    waymark?: {
      track?: <N extends WebEventName>(name: N, properties: EventProperties<N>) => void;
      consent?: (decision: "granted" | "denied") => void;
      q?: Queued[];
    };
  }
}

/** The most that waits for a tracker that never comes (blocked, offline). */
const maxWaiting = 50;

/**
 * Tells the tracker that something of the catalogue happened; an event that the catalogue lacks, or that a browser may not send, does not
 * compile. Before the tracker is loaded it waits.
 */
export function track<N extends WebEventName>(name: N, properties: EventProperties<N>): void {
  window.waymark ??= {};
  const house = window.waymark;
  if (house.track) {
    house.track(name, properties);
    return;
  }
  house.q ??= [];
  if (house.q.length < maxWaiting) house.q.push(["track", name, properties]);
}
