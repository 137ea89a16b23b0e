import { loadReference } from "./internal/load-reference";
import type { Operation } from "./schema";

/** One operation or webhook by its operationId; null if there is none. */
export async function getOperation(id: string): Promise<Operation | null> {
  return (await loadReference()).reference.operations.get(id) ?? null;
}
