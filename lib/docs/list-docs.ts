import { loadDocs } from "./internal/load-docs";
import type { DocReader, DocSummary } from "./schema";

/** Every docs page that a reader may read (nobody: the open ones), in the order of the sidebar. */
export async function listDocs(reader: DocReader | null = null): Promise<DocSummary[]> {
  const { pages } = await loadDocs(reader);
  return pages.map(({ source: _, origins: __, problem: ___, ...page }) => page);
}
