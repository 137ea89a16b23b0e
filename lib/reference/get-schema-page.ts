import { loadReference } from "./internal/load-reference";
import type { SchemaPage } from "./schema";

/** One of a document's schemas with where it is spoken of; null if there is none. */
export async function getSchemaPage(api: string, name: string): Promise<SchemaPage | null> {
  return (await loadReference(api))?.schemaPages.get(name) ?? null;
}
