import { findOperation } from "./internal/load-reference";
import type { Operation } from "./schema";

/** One operation or webhook by its id (`createShipment`, of another API `{api}/createShipment`); null if there is none. */
export async function getOperation(id: string): Promise<Operation | null> {
  return (await findOperation(id))?.operations.get(id) ?? null;
}
