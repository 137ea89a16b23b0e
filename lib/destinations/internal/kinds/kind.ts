import type { z } from "zod";
import type { DeliveryOutcome } from "@/lib/base/webhooks/delivery-outcome";
import type { DestinationFilter, DestinationMapping } from "../../schema";
import type { OutgoingEvent } from "../outgoing-event";
import type { AdPlatform } from "./ad-platform";

export type RequestOptions = { allowPrivate: boolean; timeoutMs: number; signal: AbortSignal };

/** What became of a request: the same for all of its events, or one outcome each. */
export type TryOutcome = DeliveryOutcome | { kind: "split"; status: number | null; outcomes: DeliveryOutcome[] };

/** How one kind of destination takes events. */
export type Kind<Settings extends z.ZodType = z.ZodType> = {
  settings: Settings;
  /** The names of settings that are sealed and never shown. */
  secretFields: readonly string[];
  /** Events of one request, and how much of them. */
  maxEvents: number;
  maxBytes: number;
  /** Requests at the same time. */
  concurrency: number;
  defaults: { filter: DestinationFilter; mapping: DestinationMapping };
  /** One try with all of them. */
  deliver(events: readonly OutgoingEvent[], settings: z.output<Settings>, options: RequestOptions): Promise<TryOutcome>;
  /** What is sent for one event. */
  preview(event: OutgoingEvent): unknown;
  /** Only ad platforms have it: they get conversions by the rules of a feed. */
  ads?: AdPlatform<z.output<Settings>>;
};

/** Keeps a kind's exact type. */
export function defineKind<Settings extends z.ZodType>(kind: Kind<Settings>): Kind<Settings> {
  return kind;
}
