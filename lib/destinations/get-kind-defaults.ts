import { getKind } from "./internal/kinds/get-kind";
import type { DestinationFilter, DestinationKind, DestinationMapping } from "./schema";

/** What a new destination of this kind starts with. */
export function getKindDefaults(kind: DestinationKind): { filter: DestinationFilter; mapping: DestinationMapping } {
  return getKind(kind).defaults;
}
