import { loadDocs, treeOf } from "./internal/load-docs";
import { toSidebar } from "./internal/to-sidebar";
import type { DocReader, Sidebar } from "./schema";

/** The sidebar of the section a page is in: only that section, because a page carries its sidebar with it, and only what the reader may read. */
export async function getSidebar(slug: string, reader: DocReader | null = null): Promise<Sidebar> {
  const library = await loadDocs(reader);
  return toSidebar(treeOf(library, library.bySlug.get(slug)), slug);
}
