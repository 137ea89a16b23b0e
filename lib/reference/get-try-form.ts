import { buildTryForm } from "./internal/build-try-form";
import { listTryServers } from "./internal/list-servers";
import { findOperation } from "./internal/load-reference";
import type { TryForm } from "./schema";

/**
 * What Try it asks for to call one operation; null for a webhook, which nobody calls, for an id there is not, and where no server of the API
 * may be called. The portal's own sandbox answers the first API only.
 */
export async function getTryForm(operationId: string): Promise<TryForm | null> {
  const built = await findOperation(operationId);
  const operation = built?.operations.get(operationId);
  if (!built || operation?.kind !== "operation") return null;
  const servers = listTryServers(built.document, built.api === "");
  return servers.length ? buildTryForm(built.resolver, built.document, operation, servers) : null;
}
