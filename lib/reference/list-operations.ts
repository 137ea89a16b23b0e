import { loadReference } from "./internal/load-reference";
import type { OperationSummary } from "./schema";

/** Every operation and webhook, in the document's order. */
export async function listOperations(): Promise<OperationSummary[]> {
  const { groups, webhooks } = (await loadReference()).reference;
  return [...groups.flatMap((group) => group.operations), ...webhooks];
}
