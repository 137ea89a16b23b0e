import { loadDocs, variables } from "./internal/load-docs";
import { toMarkdown } from "./internal/to-markdown";
import { fillMarks } from "./internal/variables";

/** A page as Markdown: for curl, scripts and assistants. Null if there is none at this address. */
export async function getDocMarkdown(slug: string): Promise<string | null> {
  const { bySlug } = await loadDocs();
  const page = bySlug.get(slug);
  return page ? fillMarks(toMarkdown(page), variables()) : null;
}
