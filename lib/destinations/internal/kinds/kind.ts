import type { z } from "zod";
import type { DeliveryOutcome } from "@/lib/base/webhooks/delivery-outcome";
import type { DestinationFilter, DestinationMapping } from "../../schema";
import type { OutgoingEvent } from "../outgoing-event";

export type RequestOptions = { allowPrivate: boolean; timeoutMs: number; signal: AbortSignal };

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
  deliver(
    events: readonly OutgoingEvent[],
    settings: z.output<Settings>,
    options: RequestOptions,
  ): Promise<DeliveryOutcome>;
  /** What is sent for one event. */
  preview(event: OutgoingEvent): unknown;
};

/** Keeps a kind's exact type. */
export function defineKind<Settings extends z.ZodType>(kind: Kind<Settings>): Kind<Settings> {
  return kind;
}
