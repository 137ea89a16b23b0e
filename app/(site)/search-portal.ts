import { listSearchEntries as listDocsEntries } from "@/lib/docs/list-search-entries";
import { buildSearchIndex, type SearchIndex, type SearchResult, searchEntries } from "@/lib/docs/search-entries";
import { listSearchEntries as listReferenceEntries } from "@/lib/reference/list-search-entries";

/** Longer questions are cut: nobody searches for a page of text. */
export const longestQuery = 200;
/** The index is built again after this long, so that edited content is found without a restart. */
const freshMs = 60_000;

const shared = globalThis as { waymarkSearch?: { at: number; index: Promise<SearchIndex> } };

function getIndex(): Promise<SearchIndex> {
  const standing = shared.waymarkSearch;
  if (standing && Date.now() - standing.at < freshMs) return standing.index;
  const index = Promise.all([listDocsEntries(), listReferenceEntries()]).then((entries) =>
    buildSearchIndex(entries.flat()),
  );
  shared.waymarkSearch = { at: Date.now(), index };
  index.catch(() => {
    shared.waymarkSearch = undefined;
  });
  return index;
}

/** The best answers of docs, reference and changelog. An empty question finds nothing and readies the index. */
export async function searchPortal(query: string, limit?: number): Promise<SearchResult[]> {
  const index = await getIndex();
  const asked = query.slice(0, longestQuery).trim();
  return asked ? searchEntries(index, asked, limit) : [];
}
