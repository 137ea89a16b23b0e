import { findTryServers } from "./internal/find-try-servers";

/** Why an operation cannot be called from its page, in a sentence; null where it can, for a webhook and for an id there is not. */
export async function getTryRefusal(operationId: string): Promise<string | null> {
  const found = await findTryServers(operationId);
  if (!found || found.servers.length > 0) return null;
  const reasons = found.refused.length > 0 ? found.refused.join("; ") : "its document names no server";
  return `This operation cannot be tried from here: ${reasons}.`;
}
