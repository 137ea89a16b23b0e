import type { QuarantineReason } from "@/lib/events/schema";

/** Why an event was set aside, in words. */
export const reasonWords: Record<QuarantineReason, string> = {
  unknown_event: "Not in the catalogue",
  invalid_properties: "Properties do not fit",
  invalid_event: "Not a valid event",
  refused_id: "An id that stands for nobody",
  not_allowed: "This sender may not send it",
  too_large: "Too large",
  insert_failed: "The ledger could not take it",
};
