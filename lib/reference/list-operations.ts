import { loadReferences } from "./internal/load-reference";
import type { OperationSummary } from "./schema";

/** Every operation and webhook in the documents' order, the first API's first; with `api` only that one's (empty: the first one). */
export async function listOperations(api?: string): Promise<OperationSummary[]> {
  return (await loadReferences())
    .filter((one) => api === undefined || one.api === api)
    .flatMap(({ groups, webhooks }) => [...groups.flatMap((group) => group.operations), ...webhooks]);
}
