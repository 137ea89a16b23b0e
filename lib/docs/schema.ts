import { z } from "zod";

export const audiences = ["developers", "authors", "marketers", "operators"] as const;

/** What stands on top of a docs page. */
export const frontMatterSchema = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  audience: z.enum(audiences),
  icon: z.string().optional(),
  /** The layer of the journey this page helps readers into, 1 to 11. */
  layer: z.number().int().min(1).max(11).optional(),
  /** Kept out of search engines, the sitemap and the lists for assistants; readers find it as ever. */
  noindex: z.boolean().optional(),
  /** What this page explains: codes of errors and operationIds. The request log leads from a call to it. */
  explains: z.array(z.string().min(1)).max(50).optional(),
  /** The day of its last change, for portals that are built without their history. */
  updated: z.iso.date("must be a day, YYYY-MM-DD").optional(),
  /** A shorter title for the sidebar. */
  sidebarTitle: z.string().min(1).optional(),
});
export type FrontMatter = z.infer<typeof frontMatterSchema>;

/** A folder's `meta.json`. */
export const folderMetaSchema = z.strictObject({
  title: z.string().min(1).optional(),
  icon: z.string().optional(),
  /** Names in order; `...` the rest, `---Label---` a label, `!name` not shown, `[Text](href)` a link. */
  pages: z.array(z.string().min(1)).optional(),
});
export type FolderMeta = z.infer<typeof folderMetaSchema>;

/** What stands on top of a changelog entry. */
export const changeMatterSchema = z.strictObject({
  title: z.string().min(1),
  date: z.iso.date(),
  /** Operations of the API it is about, by operationId. */
  operations: z.array(z.string()).default([]),
});

export type Heading = { id: string; title: string; depth: 2 | 3 };

/** A stretch of a page under one heading, as plain text, for the search. The first one has no heading. */
export type Section = { id: string | null; title: string | null; text: string };

/** A docs page as listed: everything but its content. */
export type DocSummary = FrontMatter & {
  /** Address below /docs; empty for the first page. */
  slug: string;
  /** Path from the portal's root, for edit links and errors. */
  file: string;
};

/** A node of the sidebar. Groups without a page of their own have no slug. */
export type SidebarNode =
  | { kind: "page"; title: string; slug: string }
  | { kind: "label"; title: string }
  | { kind: "group"; title: string; slug: string | null; children: SidebarNode[] }
  | { kind: "link"; title: string; href: string }
  /** A folder that has a sidebar of its own. */
  | { kind: "section"; title: string; slug: string };

/** `section` is the top folder, or empty for the pages beside it. */
export type Sidebar = { section: string; title: string; parentTitle: string | null; nodes: SidebarNode[] };

export type Change = { slug: string; title: string; date: string; operations: string[]; file: string };

/** One thing the search can find. */
export type SearchEntry = {
  id: string;
  kind: "page" | "section" | "operation" | "webhook" | "change";
  title: string;
  context: string;
  href: string;
  text: string;
  method?: string;
};
