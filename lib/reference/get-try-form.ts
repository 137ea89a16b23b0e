import { buildTryForm } from "./internal/build-try-form";
import { Resolver } from "./internal/document";
import { listTryServers } from "./internal/list-servers";
import { loadReference } from "./internal/load-reference";
import type { TryForm } from "./schema";

/** What Try it asks for to call one operation; null for a webhook, which nobody calls, and for an id there is not. */
export async function getTryForm(operationId: string): Promise<TryForm | null> {
  const { document, reference } = await loadReference();
  const operation = reference.operations.get(operationId);
  if (operation?.kind !== "operation") return null;
  return buildTryForm(new Resolver(document, "the document"), document, operation, listTryServers(document));
}
