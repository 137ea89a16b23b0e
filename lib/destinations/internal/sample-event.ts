import { now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { EventRow } from "@/lib/events/schema";
import type { DeliveryFacts } from "./map-event";

/** An event of nobody, to try a destination with. */
export function sampleEvent(name: string, properties: object): EventRow {
  const at = now().toISOString();
  return {
    event_id: newId("event"),
    name,
    occurred_at: at,
    received_at: at,
    source_id: "internal",
    sent_by: "server",
    environment: "",
    visitor_id: "vis_sample",
    visit_id: "vst_sample",
    person_id: "per_sample",
    company_id: "com_sample",
    app_id: "",
    key_id: "",
    audience: "human",
    path: "",
    properties: JSON.stringify(properties),
  };
}

export const sampleFacts: DeliveryFacts = {
  persons: new Map(),
  companies: new Map(),
  companyAt: () => undefined,
  firstTouches: new Map([
    [
      "per_sample",
      {
        channel: "referral",
        referrer_host: "example.com",
        landing_path: "/docs",
        occurred_at: "2026-01-01T09:00:00.000Z",
      },
    ],
  ]),
  names: new Map([
    ["per_sample", { name: "Ada Sample", email: "ada@example.com" }],
    ["com_sample", { name: "Sample Company" }],
  ]),
  refused: new Set(),
};
