import { portal } from "@/lib/base/config/portal";
import { contentRecheckMs } from "@/lib/base/content-recheck";
import { splitSlug } from "@/lib/docs/editions";
import { listEditionDocs } from "@/lib/docs/list-docs";
import { listSearchEntries as listDocsEntries } from "@/lib/docs/list-search-entries";
import type { DocReader } from "@/lib/docs/schema";
import { buildSearchIndex, type SearchIndex, type SearchResult, searchEntries } from "@/lib/docs/search-entries";
import { listSearchEntries as listReferenceEntries } from "@/lib/reference/list-search-entries";

/** Longer questions are cut: nobody searches for a page of text. */
export const longestQuery = 200;
/** While somebody writes, the index is built again after this long. */
const freshMs = Math.max(60_000, contentRecheckMs);

/** Readers are told apart by the gated pages they may read; more kinds of them than this are rare. */
const mostIndexes = 16;

type Standing = { at: number; index: Promise<SearchIndex> };
const shared = globalThis as { waymarkSearch?: Map<string, Standing> };

/** `pages`: the gated pages that `reader` may read. Who may read the same shares an index; nobody's has what is open. */
function getIndex(reader: DocReader | null, pages: readonly string[]): Promise<SearchIndex> {
  shared.waymarkSearch ??= new Map();
  const indexes = shared.waymarkSearch;
  const name = pages.join("\n");
  const standing = indexes.get(name);
  if (standing && Date.now() - standing.at < freshMs) return standing.index;
  const index = Promise.all([listDocsEntries(name ? reader : null), listReferenceEntries()]).then((entries) =>
    buildSearchIndex(entries.flat(), portal.docs.synonyms),
  );
  indexes.delete(name);
  indexes.set(name, { at: Date.now(), index });
  const oldest = [...indexes.keys()].find((one) => one !== "");
  if (indexes.size > mostIndexes && oldest !== undefined) indexes.delete(oldest);
  index.catch(() => indexes.delete(name));
  return index;
}

/**
 * The best answers of docs, reference and changelog that a reader may read; nobody: the open ones. `from`: the path of the page it is asked on, whose version and
 * language are searched. An empty question finds nothing and readies the index.
 */
export async function searchPortal(
  query: string,
  limit?: number,
  reader: DocReader | null = null,
  from = "",
): Promise<SearchResult[]> {
  const gated = reader ? (await listEditionDocs(reader)).filter((doc) => doc.gates.length > 0) : [];
  const index = await getIndex(
    reader,
    gated.map((doc) => doc.slug),
  );
  const asked = query.slice(0, longestQuery).trim();
  const { prefix } = splitSlug(/^\/docs\/(.+)$/.exec(from)?.[1] ?? "", portal.docs);
  return asked ? searchEntries(index, asked, limit, prefix) : [];
}
