import type { Sidebar, SidebarNode } from "../schema";
import type { Folder, SourcePage } from "./read-tree";

function pageNode(page: SourcePage): SidebarNode {
  return { kind: "page", title: page.sidebarTitle ?? page.title, slug: page.slug };
}

/** Where a folder opens: its own page, else its first one. */
function entrance(folder: Folder): string | null {
  const index = folder.pages.get("index");
  if (index) return index.slug;
  for (const item of folder.order) {
    if (item.kind === "label") continue;
    const page = folder.pages.get(item.name);
    if (page) return page.slug;
    const below = folder.folders.get(item.name);
    const found = below ? entrance(below) : null;
    if (found !== null) return found;
  }
  return null;
}

/** `top`: folders are sections of their own, shown as one entry. Below that they are groups, shown with their pages. */
function nodesOf(folder: Folder, top: boolean): SidebarNode[] {
  return folder.order.flatMap((item): SidebarNode[] => {
    if (item.kind === "label") return [{ kind: "label", title: item.title }];
    const page = folder.pages.get(item.name);
    if (page) return [pageNode(page)];
    const below = folder.folders.get(item.name);
    if (!below) return [];
    const slug = entrance(below);
    if (slug === null) return [];
    if (top) return [{ kind: "section", title: below.title, slug }];
    const index = below.pages.get("index");
    const children = nodesOf(below, false).filter((node) => node.kind !== "page" || node.slug !== index?.slug);
    return [{ kind: "group", title: below.title, slug: index ? index.slug : null, children }];
  });
}

/** The part of the tree that the page at `slug` shows beside it. */
export function toSidebar(tree: Folder, slug: string): Sidebar {
  const section = slug.split("/")[0] ?? "";
  const folder = tree.folders.get(section);
  if (!folder) return { section: "", title: tree.title, parentTitle: null, nodes: nodesOf(tree, true) };
  return { section, title: folder.title, parentTitle: tree.title, nodes: nodesOf(folder, false) };
}

/** The titles of the folders a page is in, outermost first, each with the page it opens. */
export function trailOf(tree: Folder, slug: string): { title: string; slug: string | null }[] {
  const trail = [{ title: tree.title, slug: entrance(tree) }];
  let folder: Folder | undefined = tree;
  for (const part of slug.split("/")) {
    folder = folder?.folders.get(part);
    if (!folder) break;
    trail.push({ title: folder.title, slug: entrance(folder) });
  }
  return trail;
}
