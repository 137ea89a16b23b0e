import { loadDocs } from "./internal/load-docs";
import { toSidebar } from "./internal/to-sidebar";
import type { Sidebar } from "./schema";

/** The sidebar of the section a page is in: only that section, because a page carries its sidebar with it. */
export async function getSidebar(slug: string): Promise<Sidebar> {
  const { tree } = await loadDocs();
  return toSidebar(tree, slug);
}
