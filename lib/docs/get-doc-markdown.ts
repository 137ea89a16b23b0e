import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { loadDocs } from "./internal/load-docs";
import { toMarkdown } from "./internal/to-markdown";

/** A page as Markdown: for curl, scripts and assistants. Null if there is none at this address. */
export async function getDocMarkdown(slug: string): Promise<string | null> {
  const { bySlug } = await loadDocs();
  const page = bySlug.get(slug);
  if (page?.problem) throw page.problem;
  return page ? fillMarks(toMarkdown(page), pageVariables()) : null;
}
