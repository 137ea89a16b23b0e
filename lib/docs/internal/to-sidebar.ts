import type { Sidebar, SidebarNode } from "../schema";
import { readIcon } from "./read-icon";
import { type Folder, isGroup, type SourcePage } from "./read-tree";

/** The drawing of an icon, where there is one of this name. */
function iconOf(name: string | undefined): { icon?: string } {
  const icon = name ? readIcon(name) : null;
  return icon ? { icon } : {};
}

function pageNode(page: SourcePage): SidebarNode {
  return { kind: "page", title: page.sidebarTitle ?? page.title, slug: page.slug, ...iconOf(page.icon) };
}

/** Where a folder opens: its own page, else its first one. */
function entrance(folder: Folder): string | null {
  const index = folder.pages.get("index");
  if (index) return index.slug;
  for (const item of folder.order) {
    if (item.kind !== "name") continue;
    const page = folder.pages.get(item.name);
    if (page) return page.slug;
    const below = folder.folders.get(item.name);
    const found = below ? entrance(below) : null;
    if (found !== null) return found;
  }
  return null;
}

/** A section of more pages than this shows the pages of the folders that the page is in; each other folder is one entry. */
const mostShown = 60;
const counted = new WeakMap<Folder, number>();

function countPages(folder: Folder): number {
  const known = counted.get(folder);
  if (known !== undefined) return known;
  const below = [...folder.folders.values()].reduce((sum, one) => sum + countPages(one), 0);
  counted.set(folder, folder.pages.size + below);
  return folder.pages.size + below;
}

/**
 * `top`: folders are sections of their own, shown as one entry. Below that, and in parentheses, they are groups, shown with their pages; of a
 * large section only those in `open`.
 */
function nodesOf(folder: Folder, top: boolean, open?: Folder[]): SidebarNode[] {
  return folder.order.flatMap((item): SidebarNode[] => {
    if (item.kind !== "name") return [item];
    const page = folder.pages.get(item.name);
    if (page) return [pageNode(page)];
    const below = folder.folders.get(item.name);
    if (!below) return [];
    const slug = entrance(below);
    if (slug === null) return [];
    const folded = open !== undefined && !open.includes(below);
    if (folded || (top && !isGroup(below.name)))
      return [{ kind: "section", title: below.title, slug, ...iconOf(below.icon) }];
    const index = below.pages.get("index");
    const children = nodesOf(below, top, open).filter((node) => node.kind !== "page" || node.slug !== index?.slug);
    return [{ kind: "group", title: below.title, slug: index ? index.slug : null, children, ...iconOf(below.icon) }];
  });
}

/** The folders from the top down to the one that holds the page; empty when there is no such page. */
function foldersTo(folder: Folder, slug: string): Folder[] {
  if ([...folder.pages.values()].some((page) => page.slug === slug)) return [folder];
  for (const below of folder.folders.values()) {
    const found = foldersTo(below, slug);
    if (found.length > 0) return [folder, ...found];
  }
  return [];
}

/** The folder directly below the top whose sidebar a page shows; none for the pages beside the sections. */
export function sectionOf(tree: Folder, slug: string): Folder | undefined {
  return foldersTo(tree, slug).find((folder) => folder !== tree && !isGroup(folder.name));
}

/** The part of the tree that the page at `slug` shows beside it. */
export function toSidebar(tree: Folder, slug: string): Sidebar {
  const folder = sectionOf(tree, slug);
  const home = entrance(tree) ?? tree.slug;
  if (!folder) return { home, section: tree.slug, title: tree.title, parentTitle: null, nodes: nodesOf(tree, true) };
  const open = countPages(folder) > mostShown ? foldersTo(tree, slug) : undefined;
  const nodes = nodesOf(folder, false, open);
  return { home, section: folder.slug, title: folder.title, parentTitle: tree.title, nodes };
}

/** The titles of the folders a page is in, outermost first, each with the page it opens. */
export function trailOf(tree: Folder, slug: string): { title: string; slug: string | null }[] {
  const [, ...below] = foldersTo(tree, slug);
  return [tree, ...below].map((folder) => ({ title: folder.title, slug: entrance(folder) }));
}
