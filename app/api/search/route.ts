import { listSearchEntries as listDocsEntries } from "@/lib/docs/list-search-entries";
import { buildSearchIndex, type SearchIndex, searchEntries } from "@/lib/docs/search-entries";
import { listSearchEntries as listReferenceEntries } from "@/lib/reference/list-search-entries";

/** Longer questions are cut: nobody searches for a page of text. */
const longestQuery = 200;
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

/** `?q=`: the best answers of docs, reference and changelog. Without a question the index is readied: the search dialog asks so when it opens. */
export async function GET(request: Request) {
  const query = (new URL(request.url).searchParams.get("q") ?? "").slice(0, longestQuery).trim();
  const index = await getIndex();
  const hits = query ? searchEntries(index, query) : [];
  return Response.json({ query, hits }, { headers: { "cache-control": "public, max-age=60" } });
}
