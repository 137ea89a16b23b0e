import type { Resolver, Schema } from "./document";
import { flatten, itemsOf, optionsOf, standsFor, typesOf } from "./read-schema";

/** Deeper than this an example is empty. */
const deepest = 8;
/** The most values one example has. */
const mostValues = 300;
/** What may be missing is shown so deep, and while there is room for so many more values. */
const deepestOptional = 3;
const mostOptional = 60;

/** `whole`: what comes back is shown with all it may have; a call is shown with what it must have. `above`: objects it stands in, and the references that led to them. */
type Room = { left: number; whole: boolean; above: (Schema | string)[] };

function propertiesOf(resolver: Resolver, flat: Schema, depth: number, room: Room): [string, Schema][] {
  const all = Object.entries(flat.properties ?? {});
  const required = all.filter(([key]) => flat.required?.includes(key));
  if (!room.whole && required.length) return required;
  // What requires nothing would be an empty object: an example of nothing.
  return all.filter(([key, value]) => {
    if (flat.required?.includes(key)) return true;
    if (depth > deepestOptional || mostValues - room.left > mostOptional) return false;
    const inner = flatten(resolver, value);
    const items = itemsOf(inner);
    const own = [inner, standsFor(value), ...(items ? [flatten(resolver, items), standsFor(items)] : [])];
    const comesBack = own.some((one) => one !== undefined && room.above.includes(one));
    return !comesBack && !inner.deprecated && !(room.whole ? inner.writeOnly : inner.readOnly);
  });
}

function make(resolver: Resolver, schema: Schema, depth: number, room: Room): unknown {
  const flat = flatten(resolver, schema);
  room.left--;
  if (flat.example !== undefined) return flat.example;
  if (flat.examples?.length) return flat.examples[0];
  if (flat.default !== undefined) return flat.default;
  if (flat.const !== undefined) return flat.const;
  if (flat.enum?.length) return flat.enum[0];
  const closed = depth > deepest || room.left <= 0;
  const { options, discriminator, valueFor } = optionsOf(resolver, flat);
  if (options[0] && !closed) {
    const first = make(resolver, options[0], depth + 1, room);
    const value = valueFor(options[0]);
    const tells = discriminator !== null && value !== null && typeof first === "object" && first !== null;
    return tells ? { [discriminator]: "", ...first, [discriminator]: value.split(" or ")[0] } : first;
  }
  const type = typesOf(flat).find((one) => one !== "null");
  if (type === "object") {
    if (closed) return {};
    const inner = { left: room.left, whole: room.whole, above: [...room.above, flat, standsFor(schema) ?? ""] };
    const made = Object.fromEntries(
      propertiesOf(resolver, flat, depth, inner).map(([key, value]) => [key, make(resolver, value, depth + 1, inner)]),
    );
    room.left = inner.left;
    return made;
  }
  const items = itemsOf(flat);
  if (type === "array") return items && !closed ? [make(resolver, items, depth + 1, room)] : [];
  if (type === "integer" || type === "number") return numberOf(flat);
  if (type === "boolean") return true;
  if (flat.format === "date-time") return "2026-11-21T10:15:30Z";
  if (flat.format === "date") return "2026-11-21";
  if (flat.format === "email") return "ada@example.com";
  if (flat.format === "uri") return "https://example.com";
  return "text".padEnd(Math.min(flat.minLength ?? 0, 1_000), "x").slice(0, flat.maxLength);
}

function numberOf({ minimum, exclusiveMinimum, maximum }: Schema): number {
  if (exclusiveMinimum === true && minimum !== undefined) return minimum + 1;
  if (typeof exclusiveMinimum === "number") return exclusiveMinimum + 1;
  return minimum ?? (maximum !== undefined && maximum < 1 ? maximum : 1);
}

/**
 * A plausible value for a schema, for operations without an example: given examples, first choices. A call has what is required, and
 * everything where nothing is; what comes back (`whole`) has all it may have, but for what comes back to itself.
 */
export function exampleOf(resolver: Resolver, schema: Schema, whole = false): unknown {
  return make(resolver, schema, 0, { left: mostValues, whole, above: [] });
}
