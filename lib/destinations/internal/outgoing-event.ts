import type { EventRow } from "@/lib/events/schema";

/** Where somebody first came from. Empty values are left out. */
export type FirstTouch = { channel: string; occurred_at: string } & Partial<
  Record<
    | "utm_source"
    | "utm_medium"
    | "utm_campaign"
    | "utm_term"
    | "utm_content"
    | "referrer_host"
    | "landing_path"
    | "click_id_kind",
    string
  >
>;

/** An event as it leaves: who it is about resolved, its name and properties mapped. Ids that are not known are ''. */
export type OutgoingEvent = {
  id: string;
  name: string;
  /** As the catalogue names it. */
  originalName: string;
  occurredAt: string;
  environment: EventRow["environment"];
  sentBy: EventRow["sent_by"];
  visitorId: string;
  visitId: string;
  personId: string;
  companyId: string;
  appId: string;
  keyId: string;
  path: string;
  properties: Record<string, unknown>;
  firstTouch: FirstTouch | null;
  person: { name?: string; email?: string } | null;
  company: { name: string } | null;
};
