import { PortalError, toProblem } from "@/lib/base/errors";
import { getDocMarkdown } from "@/lib/docs/get-doc-markdown";

/** Docs pages as Markdown; reached as /docs/x.md or with `Accept: text/markdown` (rewrites in next.config.ts). */
export async function GET(_request: Request, { params }: { params: Promise<{ slug?: string[] }> }) {
  const slug = ((await params).slug ?? []).join("/");
  const markdown = await getDocMarkdown(slug === "index" ? "" : slug);
  if (markdown === null) {
    const error = new PortalError("not_found", `There is no docs page at ${slug}. /llms.txt lists them all.`);
    return Response.json(toProblem(error), {
      status: error.status,
      headers: { "content-type": "application/problem+json" },
    });
  }
  return new Response(markdown, {
    headers: { "content-type": "text/markdown; charset=utf-8", "cache-control": "public, max-age=60", vary: "Accept" },
  });
}
