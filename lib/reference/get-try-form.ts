import { buildTryForm } from "./internal/build-try-form";
import { findTryServers } from "./internal/find-try-servers";
import type { TryForm } from "./schema";

/**
 * What Try it asks for to call one operation; null for a webhook, which nobody calls, for an id there is not, and where no server of the API
 * may be called (`getTryRefusal` says why).
 */
export async function getTryForm(operationId: string): Promise<TryForm | null> {
  const found = await findTryServers(operationId);
  if (!found?.servers.length) return null;
  const { built, operation, servers } = found;
  return buildTryForm(built.resolver, built.document, operation, servers);
}
