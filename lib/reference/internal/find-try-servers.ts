import type { Operation, TryServer } from "../schema";
import type { Built } from "./build-reference";
import { listTryServers } from "./list-servers";
import { findOperation } from "./load-reference";

type Found = { built: Built; operation: Operation; servers: TryServer[]; refused: string[] };

/** An operation and where Try it may call it; null for a webhook, which nobody calls, and for an id there is not. */
export async function findTryServers(operationId: string): Promise<Found | null> {
  const built = await findOperation(operationId);
  const operation = built?.operations.get(operationId);
  if (!built || operation?.kind !== "operation") return null;
  // Those of an operation stand in place of the document's (OpenAPI 3.1, 4.8.10.1).
  const own = operation.servers.map(({ address, description }) => ({ url: address, description }));
  const given = own.length > 0 ? own : built.document.servers;
  // The portal's own sandbox answers the first API only.
  return { built, operation, ...listTryServers(given, built.api === "") };
}
