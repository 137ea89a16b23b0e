import { loadReference } from "./internal/load-reference";
import type { Reference } from "./schema";

/** Everything the reference says: about the API as a whole, its groups of operations, its webhooks. */
export async function getReference(): Promise<Omit<Reference, "operations">> {
  const { operations: _, ...reference } = (await loadReference()).reference;
  return reference;
}
