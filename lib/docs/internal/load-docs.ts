import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { DocsConfig } from "@/lib/base/config/docs-schema";
import { portal } from "@/lib/base/config/portal";
import { contentRecheckMs } from "@/lib/base/content-recheck";
import { fillMarks, type PageVariables, pageVariables } from "@/lib/base/page-variables";
import type { DocReader } from "../schema";
import { ContentError } from "./content-error";
import { cutTree, mayRead } from "./gates";
import { type Folder, readTree, type SourcePage } from "./read-tree";
import { splitEditions } from "./split-editions";

/** `tree`: the current version in the first language; `editions`: the trees of all versions and languages by their prefix, that one's is "". */
export type Library = {
  tree: Folder;
  editions: Map<string, Folder>;
  pages: SourcePage[];
  bySlug: Map<string, SourcePage>;
};

/** Where the docs stand, from the portal's root. */
export const docsFolder = "content/docs";

export function docsRoot(): string {
  return process.cwd();
}

export function docsCacheFolder(): string {
  return path.join(process.cwd(), ".cache", "docs");
}

/** Every page of a folder in the order of its sidebar; pages left out of it come last. */
export function pagesInOrder(folder: Folder): SourcePage[] {
  const shown = folder.order.flatMap((item): SourcePage[] => {
    if (item.kind !== "name") return [];
    const below = folder.folders.get(item.name);
    const page = folder.pages.get(item.name);
    return below ? pagesInOrder(below) : page ? [page] : [];
  });
  const named = new Set(folder.order.flatMap((item) => (item.kind === "name" ? [item.name] : [])));
  const hidden = [...folder.pages.values()].filter((page) => !shown.includes(page));
  const hiddenFolders = [...folder.folders].filter(([name]) => !named.has(name)).map(([, below]) => below);
  return [...shown, ...hidden, ...hiddenFolders.flatMap(pagesInOrder)];
}

/** Names, sizes and times of all files: changes when an author saves. */
async function signature(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const stats = await Promise.all(
    files.sort().map(async (file) => `${file}:${await stat(file).then((one) => `${one.size}:${one.mtimeMs}`)}`),
  );
  return stats.join("\n");
}

type Loaded = { at: number; signature: string; library: Promise<Library>; open: Promise<Library> };
const shared = globalThis as { waymarkDocs?: Loaded; waymarkDocsLook?: Promise<Loaded> };

/** Two pages at one address, which folders in parentheses make possible: both say so. */
export function refuseDuplicates(pages: SourcePage[]) {
  const first = new Map<string, SourcePage>();
  for (const page of pages) {
    const other = first.get(page.slug);
    if (!other) first.set(page.slug, page);
    for (const [one, another] of other ? [[page, other] as const, [other, page] as const] : []) {
      one.problem ??= new ContentError(
        one.file,
        undefined,
        `has the same address as ${another.file}: /docs/${one.slug}`,
      );
    }
  }
}

/** Builds the library of a tree, with titles and descriptions filled; without `config` there is one edition, the tree itself. */
export function toLibrary(tree: Folder, values: PageVariables, config?: DocsConfig): Library {
  const fill = (text: string) => fillMarks(text, values);
  const editions = config ? splitEditions(tree, config) : new Map([["", tree]]);
  const pages = [...editions.values()].flatMap(pagesInOrder);
  refuseDuplicates(pages);
  for (const page of pages) {
    page.title = fill(page.title);
    page.description = fill(page.description);
  }
  return { tree: editions.get("") ?? tree, editions, pages, bySlug: new Map(pages.map((page) => [page.slug, page])) };
}

/** The tree that a page stands in. */
export function treeOf({ tree, editions }: Library, page: SourcePage | undefined): Folder {
  return editions.get(page?.edition?.prefix ?? "") ?? tree;
}

/**
 * The docs that a reader may read; nobody in particular, what everybody may. Whoever forgets to say who reads gets the open pages: the one
 * place by which lists, the sidebar, the search, feeds and Markdown get at pages.
 */
export async function loadDocs(reader: DocReader | null = null): Promise<Library> {
  const { library, open } = await load();
  return reader ? cutLibrary(await library, reader) : open;
}

/** Every page, gated ones too: to ask for a page's gate and to check them all. Its pages are not for giving out. */
export async function loadAllDocs(): Promise<Library> {
  return (await load()).library;
}

/** What of a library a reader may see: not a title, folder or label of the rest. */
export function cutLibrary(library: Library, reader: DocReader | null): Library {
  const pages = library.pages.filter((page) => mayRead(page.gates, reader));
  if (pages.length === library.pages.length) return library;
  const readable = new Set(pages);
  const editions = new Map(
    [...library.editions].map(([prefix, tree]) => [prefix, cutTree(tree, (page) => readable.has(page))]),
  );
  return {
    tree: editions.get("") ?? library.tree,
    editions,
    pages,
    bySlug: new Map(pages.map((page) => [page.slug, page])),
  };
}

/** The docs as they stand on the disk, read again when a file changed. However many pages are drawn at a time, one look serves them all. */
async function load(): Promise<Loaded> {
  const loaded = shared.waymarkDocs;
  if (loaded && Date.now() - loaded.at < contentRecheckMs) return loaded;
  shared.waymarkDocsLook ??= look().finally(() => {
    shared.waymarkDocsLook = undefined;
  });
  return shared.waymarkDocsLook;
}

async function look(): Promise<Loaded> {
  const at = Date.now();
  // All of content/: a page may include files from anywhere in it.
  const now = await signature(path.join(docsRoot(), "content"));
  const loaded = shared.waymarkDocs;
  if (loaded && loaded.signature === now) {
    loaded.at = at;
    return loaded;
  }
  const library = readTree(docsRoot(), docsFolder).then((tree) => toLibrary(tree, pageVariables(), portal.docs));
  const open = library.then((whole) => cutLibrary(whole, null));
  const read: Loaded = { at, signature: now, library, open };
  shared.waymarkDocs = read;
  open.catch(() => {
    if (shared.waymarkDocs === read) shared.waymarkDocs = undefined;
  });
  return read;
}
