import { z } from "zod";
import { catalogue, type EventName } from "@/lib/events/catalogue";
import type { EventDefinition } from "@/lib/events/define-events";
import { getKind } from "./internal/kinds/get-kind";
import { mapEvent } from "./internal/map-event";
import { sampleEvent, sampleFacts } from "./internal/sample-event";
import type { DestinationKind, DestinationMapping } from "./schema";

/** What a destination of this kind and mapping gets for an event of the catalogue, as a made-up person would cause it. */
export function previewEvent(kind: DestinationKind, mapping: DestinationMapping, name: EventName): unknown {
  const definition: EventDefinition = catalogue[name];
  return getKind(kind).preview(mapEvent(sampleEvent(name, sampleProperties(definition)), mapping, sampleFacts));
}

type PropertySchema = { type?: string; enum?: unknown[]; minimum?: number };

/** A value of the right type for every property. */
function sampleProperties(definition: EventDefinition): Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(definition.properties, { io: "input", unrepresentable: "any" }) as {
    properties?: Record<string, PropertySchema>;
  };
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type, enum: choices, minimum = 0 }]) => [
      name,
      choices?.[0] ??
        (type === "number" || type === "integer" ? Math.max(1, minimum) : type === "boolean" ? true : "…"),
    ]),
  );
}
