import { answerProblem } from "@/lib/access/answer-problem";
import { currentDocReader } from "@/lib/access/current-doc-reader";
import { PortalError, toProblem } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { checkDocGate, isGatedDoc } from "@/lib/docs/check-doc-gate";
import { describeMissing } from "../../describe-missing";
import { readPage } from "../../read-page";

/**
 * Pages as Markdown; reached with `.md` behind a page's address, with `Accept: text/markdown`, or by curl (rewrites in next.config.ts).
 * `/docs` and `/docs.md` come as `docs`, the front page as `index`.
 */
export async function GET(_request: Request, { params }: { params: Promise<{ path?: string[] }> }) {
  const path = ((await params).path ?? []).map(decode).join("/");
  const headers = { vary: "Accept, User-Agent" };
  const gated = await readGatedPage(path);
  if (gated) {
    for (const [name, value] of Object.entries(headers)) gated.headers.set(name, value);
    return gated;
  }
  const markdown = await readPage(path === "" || path === "index" ? paths.home : `/${path}`);
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

/** The answer for a page of the docs that is not for everybody: the page, or what its reader lacks. Null: it has no gate, or does not exist for them. */
async function readGatedPage(path: string): Promise<Response | null> {
  if (path !== "docs" && !path.startsWith("docs/")) return null;
  const slug = path.slice("docs/".length).replace(/\/+$/, "");
  if (!(await isGatedDoc(slug))) return null;
  const reader = await currentDocReader();
  const gate = await checkDocGate(slug, reader);
  if (gate.state === "refused") {
    return answerProblem(
      gate.missing.kind === "sign-in"
        ? new PortalError(
            "unauthorized",
            "Only who is signed in may read this page. Sign in and send the portal's cookie.",
          )
        : new PortalError("forbidden", `This page is not for you: it asks for ${describeMissing(gate.missing)}.`),
    );
  }
  const markdown = gate.state === "allowed" ? await readPage(paths.docs(slug), reader) : null;
  if (markdown === null) return null;
  return new Response(markdown, {
    headers: { "content-type": "text/markdown; charset=utf-8", "cache-control": "private, no-store" },
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
