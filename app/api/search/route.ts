import { longestQuery, searchPortal } from "@/app/(site)/search-portal";
import { limitCaller } from "@/app/limit-callers";
import { answerProblem } from "@/lib/access/answer-problem";
import { currentDocReader } from "@/lib/access/current-doc-reader";
import type { PortalError } from "@/lib/base/errors";
import { hasGatedDocs } from "@/lib/docs/check-doc-gate";

/**
 * `?q=`: the best answers of docs, reference and changelog that this reader may read. `?from=`: the path it is asked on. Without a question the index is readied: the search
 * dialog asks so when it opens.
 */
export async function GET(request: Request) {
  try {
    limitCaller("search", request.headers.get("x-forwarded-for") ?? "");
  } catch (error) {
    return answerProblem(error as PortalError);
  }
  const { searchParams } = new URL(request.url);
  const from = (searchParams.get("from") ?? "").slice(0, 500);
  const query = (searchParams.get("q") ?? "").slice(0, longestQuery).trim();
  const reader = (await hasGatedDocs()) ? await currentDocReader() : null;
  const hits = await searchPortal(query, undefined, reader, from);
  // What a signed-in reader finds is theirs.
  return Response.json(
    { query, hits },
    { headers: { "cache-control": reader ? "private, no-store" : "public, max-age=60" } },
  );
}
