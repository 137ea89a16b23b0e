import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { loadDocs } from "./internal/load-docs";
import { toMarkdown } from "./internal/to-markdown";
import type { DocReader } from "./schema";

/** A page as Markdown: for curl, scripts and assistants. Null if there is none at this address that the reader may read; nobody may read open pages. */
export async function getDocMarkdown(slug: string, reader: DocReader | null = null): Promise<string | null> {
  const { bySlug } = await loadDocs(reader);
  const page = bySlug.get(slug);
  if (page?.problem) throw page.problem;
  return page ? fillMarks(toMarkdown(page), pageVariables()) : null;
}
