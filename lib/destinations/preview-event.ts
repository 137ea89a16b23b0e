import { getKind } from "./internal/kinds/get-kind";
import { mapEvent } from "./internal/map-event";
import { sampleEvent, sampleFacts } from "./internal/sample-event";
import type { DestinationKind, DestinationMapping } from "./schema";

/** What a destination of this kind and mapping gets for an event of this name, as a made-up person would cause it. */
export function previewEvent(
  kind: DestinationKind,
  mapping: DestinationMapping,
  sample: { name: string; properties: object },
): unknown {
  return getKind(kind).preview(mapEvent(sampleEvent(sample.name, sample.properties), mapping, sampleFacts));
}
