import { loadDocs } from "./internal/load-docs";
import type { DocReader, DocSummary } from "./schema";

/** Every docs page of the current version in the first language that a reader may read (nobody: the open ones), in the order of the sidebar. */
export async function listDocs(reader: DocReader | null = null): Promise<DocSummary[]> {
  return (await listEditionDocs(reader)).filter(({ edition }) => !edition?.prefix);
}

/** The pages of every version and language, those shown untranslated too. */
export async function listEditionDocs(reader: DocReader | null = null): Promise<DocSummary[]> {
  const { pages } = await loadDocs(reader);
  return pages.map(({ source: _, origins: __, problem: ___, ...page }) => page);
}
