import { z } from "zod";
import { catalogue, type EventName, type TraitKind, traits } from "./catalogue";
import type { EventDefinition, TraitDefinition } from "./define-events";
import { type PlainSchema, sampleOf } from "./internal/sample-of";

export type JsonSchema = Record<string, unknown>;

const dialect = "https://json-schema.org/draft/2020-12/schema";

/** The JSON Schema (2020-12) of one event's properties, as they are sent. `base` is where the portal publishes it. */
export function eventSchema(name: EventName, base: string): JsonSchema {
  const definition: EventDefinition = catalogue[name];
  const { $schema: _, ...shape } = z.toJSONSchema(definition.properties, { io: "input" });
  return {
    $schema: dialect,
    $id: `${base}/events/${name}.json`,
    title: name,
    description: definition.description,
    ...(definition.deprecated ? { deprecated: true } : {}),
    ...shape,
    examples: [sampleProperties(name)],
  };
}

/** The JSON Schema of what may be told of a person or a company. */
export function traitsSchema(kind: TraitKind, base: string): JsonSchema {
  const declared: Record<string, TraitDefinition> = traits[kind];
  return {
    $schema: dialect,
    $id: `${base}/events/traits-${kind}.json`,
    title: `Traits of a ${kind}`,
    type: "object",
    properties: Object.fromEntries(
      Object.entries(declared).map(([name, { description, value, personal }]) => {
        const { $schema: _, ...shape } = z.toJSONSchema(value, { io: "input" });
        return [name, { ...shape, description, ...(personal ? { "x-personal": true } : {}) }];
      }),
    ),
  };
}

/** The whole tracking plan as data: every event with who sends it and its schema, and the traits. */
export function trackingPlan(base: string) {
  return {
    events: Object.entries<EventDefinition>(catalogue).map(
      ([name, { layer, sentBy, description, milestone, deprecated }]) => ({
        name,
        layer,
        sentBy,
        description,
        milestone,
        ...(deprecated ? { deprecated } : {}),
        schema: eventSchema(name as EventName, base),
      }),
    ),
    traits: { person: traitsSchema("person", base), company: traitsSchema("company", base) },
  };
}

/** Properties that fit the event: what a first test sends. */
export function sampleProperties(name: EventName): Record<string, unknown> {
  const definition: EventDefinition = catalogue[name];
  const schema = z.toJSONSchema(definition.properties, { io: "input" }) as PlainSchema;
  return sampleOf(schema) as Record<string, unknown>;
}

export type DescribedField = { name: string; type: string; required: boolean; description?: string };

/** Properties in words: `string, at most 512 characters`, `sandbox or live`, `integer from 0`. */
export function describeProperties(schema: z.ZodObject): DescribedField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" }) as PlainSchema;
  return Object.entries(properties).map(([name, described]) => ({
    name,
    type: describeType(described),
    required: required.includes(name),
    ...(described.description ? { description: described.description } : {}),
  }));
}

/** The traits of a kind in words. */
export function describeTraits(kind: TraitKind): (DescribedField & { personal: boolean })[] {
  const declared: Record<string, TraitDefinition> = traits[kind];
  return Object.entries(declared).map(([name, { description, value, personal }]) => ({
    name,
    type: describeType(z.toJSONSchema(value, { io: "input" }) as PlainSchema),
    required: false,
    description,
    personal: personal === true,
  }));
}

function describeType(schema: PlainSchema): string {
  const { type = "anything", enum: choices, maxLength, minimum, maximum, items, format } = schema;
  if (choices) return choices.join(" or ");
  if (type === "array") return `list of ${items ? describeType(items) : "anything"}`;
  const bounds = [
    format && type === "string" ? ` (${format})` : "",
    maxLength === undefined ? "" : `, at most ${maxLength} characters`,
    minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? "" : ` from ${minimum}`,
    maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`,
  ];
  return `${type}${bounds.join("")}`;
}
