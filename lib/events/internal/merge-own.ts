import { CatalogueError, type EventDefinition, type TraitDefinition } from "../define-events";

type Own = {
  events: Record<string, EventDefinition>;
  traits: { person: Record<string, TraitDefinition>; company: Record<string, TraitDefinition> };
};

const maxNameLength = 64;
const eventName = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;
const fieldName = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/**
 * Looks whether the owner's events and traits can stand beside the core's; throws CatalogueError with everything that is wrong: a name
 * that is taken, or is not `object_verbed` in snake_case (`first_...` are the stages of calls), a property that is not snake_case, no description.
 */
export function checkOwn(core: Own, own: Own): void {
  const problems: string[] = [];
  const report = (at: string, problem: string) => problems.push(`${at}: ${problem}`);
  for (const [name, definition] of Object.entries(own.events)) {
    const at = `events.${name}`;
    if (Object.hasOwn(core.events, name)) report(at, "is an event of the portal's own; choose another name");
    else if (!eventName.test(name) || name.length > maxNameLength) {
      report(at, "must say what happened to what, in snake_case, such as demo_booked");
    } else if (name.startsWith("first_")) report(at, "names that begin with first_ are stages of calls");
    if (!definition.description.trim()) report(at, "needs a description");
    if (definition.sentBy.length === 0) report(at, "sentBy names nobody");
    for (const property of Object.keys(definition.properties.shape)) {
      if (!fieldName.test(property)) report(`${at}.properties.${property}`, "must be in snake_case");
    }
  }
  for (const kind of ["person", "company"] as const) {
    for (const [name, definition] of Object.entries(own.traits[kind])) {
      const at = `traits.${kind}.${name}`;
      if (Object.hasOwn(core.traits[kind], name)) report(at, "is a trait of the portal's own; choose another name");
      else if (!fieldName.test(name) || name.length > maxNameLength) report(at, "must be in snake_case");
      if (!definition.description.trim()) report(at, "needs a description");
    }
  }
  if (problems.length) throw new CatalogueError(problems);
}
