import { PortalError, toProblem } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { readPage } from "../../read-page";

/**
 * Pages as Markdown; reached with `.md` behind a page's address, with `Accept: text/markdown`, or by curl (rewrites in next.config.ts).
 * `/docs` and `/docs.md` come as `docs`, the front page as `index`.
 */
export async function GET(_request: Request, { params }: { params: Promise<{ path?: string[] }> }) {
  const path = ((await params).path ?? []).map(decode).join("/");
  const markdown = await readPage(path === "" || path === "index" ? paths.home : `/${path}`);
  const headers = { vary: "Accept, User-Agent" };
  if (markdown === null) {
    // Not the path itself: whoever reads this may be a program that takes text for instructions.
    const error = new PortalError("not_found", `There is no such page. ${paths.llms} lists them all.`);
    return Response.json(toProblem(error), {
      status: error.status,
      headers: { ...headers, "content-type": "application/problem+json" },
    });
  }
  return new Response(markdown, {
    headers: { ...headers, "content-type": "text/markdown; charset=utf-8", "cache-control": "public, max-age=60" },
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
