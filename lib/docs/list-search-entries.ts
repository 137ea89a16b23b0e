import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import { compilePage } from "./internal/compile-page";
import { readChanges } from "./internal/load-changes";
import { docsCacheFolder, loadDocs, treeOf } from "./internal/load-docs";
import { noParts } from "./internal/page-parts";
import { trailOf } from "./internal/to-sidebar";
import type { DocReader, SearchEntry } from "./schema";

/** Everything of the docs and the changelog that a reader can find (nobody: what is open): each page, and each of its sections by itself. */
export async function listSearchEntries(reader: DocReader | null = null): Promise<SearchEntry[]> {
  const library = await loadDocs(reader);
  const { pages } = library;
  const values = pageVariables();
  const fill = (text: string) => fillMarks(text, values);
  // A page that does not compile fails the build; while somebody writes it, the others are found all the same.
  const compiled = (
    await Promise.all(
      pages.map(async (page) => {
        const parts = page.problem
          ? null
          : await compilePage(page.file, page.source, docsCacheFolder(), page.origins).catch(() => null);
        return parts ? [{ page, parts }] : [];
      }),
    )
  ).flat();
  const fromPages = compiled.flatMap(({ page, parts }): SearchEntry[] => {
    const href = paths.docs(page.slug);
    const edition = page.edition?.prefix ?? "";
    const aside = page.audience !== "developers";
    const tree = treeOf(library, page);
    const folder = trailOf(tree, page.slug).at(-1)?.title ?? tree.title;
    const intro = parts.sections.find((section) => section.id === null)?.text ?? "";
    return [
      {
        id: href,
        kind: "page",
        title: page.title,
        context: folder,
        href,
        text: fill(`${page.description} ${intro}`),
        edition,
        aside,
      },
      ...parts.sections
        .filter((section) => section.id !== null)
        .map(
          (section): SearchEntry => ({
            id: `${href}#${section.id}`,
            kind: "section",
            title: fill(section.title ?? ""),
            context: page.title,
            href: `${href}#${section.id}`,
            text: fill(section.text),
            edition,
            aside,
          }),
        ),
    ];
  });
  const { changes } = await readChanges();
  const fromChanges = await Promise.all(
    changes.map(async (change): Promise<SearchEntry> => {
      const { sections } = await compilePage(change.file, change.source, docsCacheFolder(), change.origins).catch(
        noParts,
      );
      const href = paths.changelogEntry(change.slug);
      const text = fill(sections.map((section) => section.text).join(" "));
      return { id: href, kind: "change", title: change.title, context: `Changelog, ${change.date}`, href, text };
    }),
  );
  return [...fromPages, ...fromChanges];
}
