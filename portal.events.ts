import { definePortalEvents } from "@/lib/events/define-events";

/**
 * Your own events and traits: they stand beside the portal's in the catalogue, are checked at the door, typed in your code, and shown to
 * your staff and in the docs. Restart (or rebuild) after a change. See /docs/guide/developers/events.
 *
 * import { z } from "zod";
 *
 * events: {
 *   demo_booked: {
 *     layer: 1,
 *     sentBy: ["web", "server"],
 *     description: "Somebody booked a demo call.",
 *     properties: z.object({ path: z.string().max(2_048), team_size: z.number().int().min(1).optional() }),
 *     milestone: true,
 *   },
 * },
 * traits: {
 *   company: { contract_end_on: { description: "Last day of the contract.", value: z.iso.date() } },
 * },
 */
export default definePortalEvents({
  events: {},
  traits: {},
});
