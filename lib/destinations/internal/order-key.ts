import type { EventRow } from "@/lib/events/schema";

/** Who an event is about, as far as it is known: what must arrive in order. `persons`: whom visitors turned out to be. */
export function orderKeyOf(event: EventRow, persons?: ReadonlyMap<string, string>): string {
  return (
    event.person_id ||
    persons?.get(event.visitor_id) ||
    event.visitor_id ||
    event.key_id ||
    event.company_id ||
    event.event_id
  );
}
