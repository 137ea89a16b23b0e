import { loadDocs } from "./internal/load-docs";
import type { DocSummary } from "./schema";

/** Every docs page, in the order of the sidebar. */
export async function listDocs(): Promise<DocSummary[]> {
  const { pages } = await loadDocs();
  return pages.map(({ source: _, origins: __, problem: ___, ...page }) => page);
}
