import type { EdgeContext } from "./context";
import type { Door } from "./door";

/**
 * Every address the edge answers itself, in the order rooms were added; exact paths win over prefixes, longer prefixes over shorter ones.
 * A door stands in `doors/<name>-door.ts` and exports `<name>Doors(context): Door[]`; add it to the list below.
 */
export function listDoors(_context: EdgeContext): Door[] {
  return [];
}

/** Addresses under /v1 that the pages answer (Next routes), because they are not hot: passed on like any page. */
export const passedToWeb: readonly string[] = ["/v1/reports", "/v1/reports/*"];
