import { mapEvent, noFacts } from "../map-event";
import type { OutgoingEvent } from "../outgoing-event";
import type { Decision } from "./decide-conversion";
import type { FeedTarget } from "./judge-milestones";
import { toEventRow } from "./to-event-row";

/** A decided conversion as its adapter gets it at delivery; only those that are to be sent. */
export function toOutgoing(
  decision: Decision,
  { mapping }: Pick<FeedTarget, "mapping">,
  contacts: ReadonlyMap<string, { email?: string }>,
): OutgoingEvent {
  const email = contacts.get(decision.personId)?.email;
  const names = new Map([[decision.personId, { name: "", ...(email ? { email } : {}) }]]);
  return mapEvent(toEventRow(decision), mapping, { ...noFacts, names });
}

/** What is shown to people of what is sent: hashes shortened, nothing else changed. */
export function shortenHashes(value: unknown): unknown {
  if (typeof value === "string") return /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 8)}…` : value;
  if (Array.isArray(value)) return value.map(shortenHashes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shortenHashes(each)]));
}
