import { loadReference } from "./internal/load-reference";

/** The OpenAPI document itself, as an object. */
export async function getDocument(): Promise<object> {
  return (await loadReference()).document;
}
