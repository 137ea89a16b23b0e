import type { ReadCall } from "../schema";
import { readCloudEvent } from "./cloudevents";
import { type MoesifKind, moesifKinds, readMoesifEvent } from "./moesif";
import { readPosthogEvent } from "./posthog";
import { readSegmentEvent } from "./segment";

/** Reads a call that was set aside again, in the dialect it was sent in; null when nobody can any more (no dialect, or not whole). */
export function readAgain(dialect: string, payload: string): ReadCall | null {
  let raw: unknown;
  try {
    raw = JSON.parse(payload);
  } catch {
    return null;
  }
  if (dialect === "segment") return readSegmentEvent(raw);
  if (dialect === "posthog") return readPosthogEvent(raw);
  if (dialect === "cloudevents") return readCloudEvent(raw);
  const kind = dialect.startsWith("moesif/") ? dialect.slice("moesif/".length) : "";
  return (moesifKinds as readonly string[]).includes(kind) ? readMoesifEvent(kind as MoesifKind, raw) : null;
}
