import { DeliveryQueue } from "@/lib/destinations/enqueue-events";
import { readEvents } from "@/lib/events/read-batch";
import { listVisitorLinks } from "@/lib/identity/list-visitor-links";
import type { EdgeConsumer } from "../consumers";

/** Puts accepted events into the outbox of the destinations that want them. Delivering is the worker's. */
export const destinationsConsumer: EdgeConsumer = {
  name: "destinations",
  open({ db, log }) {
    const queue = new DeliveryQueue({
      db,
      listPersons: (visitorIds) => listVisitorLinks(db, visitorIds),
      onRefused: (eventId) => log.error({ eventId }, "an event cannot be put into the outbox of the destinations"),
    });
    return {
      // Parsed on the thread that takes events: little at a time.
      limits: { maxRows: 2_000, maxBytes: 4 * 1024 * 1024 },
      async handle(batch) {
        if (await queue.wantsAny()) await queue.enqueue(readEvents(batch));
      },
    };
  },
};
