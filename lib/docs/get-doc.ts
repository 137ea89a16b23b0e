import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { compilePage } from "./internal/compile-page";
import { ContentError } from "./internal/content-error";
import { drawMistake, drawnFrom, evaluatePage, type PageContent } from "./internal/evaluate-page";
import { lastChanged } from "./internal/last-changed";
import { docsCacheFolder, loadDocs, treeOf } from "./internal/load-docs";
import { readIcon } from "./internal/read-icon";
import { sectionOf, trailOf } from "./internal/to-sidebar";
import { encodeForCode } from "./internal/variables";
import type { DocReader, DocSummary, Heading } from "./schema";

type Neighbour = { slug: string; title: string };

export type Doc = DocSummary & {
  /** Draw it with the components of components/mdx. */
  Content: PageContent;
  headings: Heading[];
  /** Of the icon its author named: what stands inside the SVG. */
  drawing: string | null;
  trail: { title: string; slug: string | null }[];
  previous: Neighbour | null;
  next: Neighbour | null;
  /** From the repository's history, else as written down; null where nobody knows. */
  lastChanged: string | null;
};

/** One docs page, ready to draw; null if there is none at this address that the reader may read (nobody: an open one). Throws ContentError with file and line for an author's mistake. */
export async function getDoc(slug: string, reader: DocReader | null = null): Promise<Doc | null> {
  const library = await loadDocs(reader);
  const { bySlug } = library;
  const page = bySlug.get(slug);
  if (!page) return null;
  const tree = treeOf(library, page);
  const pages = library.pages.filter((other) => other.edition?.prefix === page.edition?.prefix);
  const { source, origins, problem, ...summary } = page;
  const values = pageVariables();
  const { Content, headings } = await compiledParts().catch((error: unknown) => {
    // While somebody writes, the page itself says what is wrong with it, among all that works.
    if (!(error instanceof ContentError) || process.env.NODE_ENV !== "development") throw error;
    return { Content: drawMistake(error), headings: [] };
  });
  const at = pages.indexOf(page);
  // The neighbours stay within the section: the last page for developers does not lead into the handbook for operators.
  const section = sectionOf(tree, slug);
  const neighbour = (other: (typeof pages)[number] | undefined): Neighbour | null =>
    other && sectionOf(tree, other.slug) === section
      ? { slug: other.slug, title: other.sidebarTitle ?? other.title }
      : null;
  return {
    ...summary,
    Content,
    headings,
    drawing: summary.icon ? readIcon(summary.icon) : null,
    trail: trailOf(tree, slug),
    previous: neighbour(pages[at - 1]),
    next: neighbour(pages[at + 1]),
    lastChanged: await lastChanged(page.file, page.updated),
  };

  async function compiledParts(): Promise<Pick<Doc, "Content" | "headings">> {
    if (problem) throw problem;
    const compiled = await compilePage(summary.file, source, docsCacheFolder(), origins);
    return {
      Content: drawnFrom(summary.file, source, evaluatePage(fillMarks(compiled.code, values, encodeForCode))),
      headings: compiled.headings.map((heading) => ({ ...heading, title: fillMarks(heading.title, values) })),
    };
  }
}
