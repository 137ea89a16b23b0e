import { longestQuery, searchPortal } from "@/app/(site)/search-portal";

/** `?q=`: the best answers of docs, reference and changelog. Without a question the index is readied: the search dialog asks so when it opens. */
export async function GET(request: Request) {
  const query = (new URL(request.url).searchParams.get("q") ?? "").slice(0, longestQuery).trim();
  const hits = await searchPortal(query);
  return Response.json({ query, hits }, { headers: { "cache-control": "public, max-age=60" } });
}
