import { loadReference } from "./internal/load-reference";
import { withoutInternal } from "./internal/without-internal";

/** An API's OpenAPI document in one piece, without what it keeps to itself (`x-internal`); null if there is no such API. */
export async function getDocument(api = ""): Promise<object | null> {
  const built = await loadReference(api);
  return built && withoutInternal(built.document);
}
