import { readCloudEvent } from "./dialects/cloudevents";
import { type MoesifKind, readMoesifEvent } from "./dialects/moesif";
import { readPosthogEvent } from "./dialects/posthog";
import { readSegmentEvent } from "./dialects/segment";
import type { Dialect, ReadCall } from "./schema";

/**
 * Reads one event as it lies in quarantine (its payload, parsed, and its dialect) again, as if it had just come in. Give its
 * `received_at` along to `acceptReads`: the sender's clock was compared with ours then, not now.
 */
export function readStored(dialect: Dialect, payload: unknown): ReadCall {
  switch (dialect) {
    case "segment":
      return readSegmentEvent(payload);
    case "posthog":
      return readPosthogEvent(payload);
    case "cloudevents":
      return readCloudEvent(payload);
    default:
      return readMoesifEvent(dialect.slice("moesif/".length) as MoesifKind, payload);
  }
}
