import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { getDocMarkdown } from "@/lib/docs/get-doc-markdown";
import { listDocs } from "@/lib/docs/list-docs";

export const dynamic = "force-dynamic";

/** Every docs page in one file of Markdown. */
export async function GET() {
  const base = env().publicUrl;
  const docs = (await listDocs()).filter((doc) => !doc.noindex);
  const pages = await Promise.all(
    docs.map(async (doc) => `<!-- ${base}${paths.docs(doc.slug)} -->\n\n${await getDocMarkdown(doc.slug)}`),
  );
  return new Response(pages.join("\n"), {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=300" },
  });
}
