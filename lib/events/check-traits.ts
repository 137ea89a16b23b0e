import { type TraitKind, traits } from "./catalogue";
import type { TraitDefinition } from "./define-events";

/** What is kept of the traits a sender told: the declared ones that fit, and the names of the others. */
export type CheckedTraits = { traits?: Record<string, unknown>; traits_refused?: string[] };

const maxValueLength = 1_024;
const maxRefused = 20;
const maxNameLength = 64;
const emailAddress = /[^\s@]+@[^\s@]+\.[^\s@]{2,}/;

/**
 * Sorts what `identify` (person) or `group` (company) told. SDKs send names and e-mail addresses by default, so the values of what the
 * catalogue does not declare are never kept, and an e-mail address only in a trait that is declared `personal`.
 */
export function checkTraits(kind: TraitKind, told: unknown): CheckedTraits {
  if (typeof told !== "object" || told === null || Array.isArray(told)) return {};
  const declared: Record<string, TraitDefinition> = traits[kind];
  const kept: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(told)) {
    if (value === undefined) continue;
    const definition = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const fits = definition?.value.safeParse(value);
    if (definition && fits?.success && mayBeKept(definition, fits.data)) kept[name] = fits.data;
    else if (refused.length < maxRefused) refused.push(name.slice(0, maxNameLength));
  }
  return {
    ...(Object.keys(kept).length ? { traits: kept } : {}),
    ...(refused.length ? { traits_refused: refused } : {}),
  };
}

function mayBeKept(definition: TraitDefinition, value: unknown): boolean {
  const text = JSON.stringify(value) ?? "";
  return text.length <= maxValueLength && (definition.personal === true || !emailAddress.test(text));
}
