import { z } from "zod";

export const audiences = ["developers", "authors", "marketers", "operators"] as const;

/** One word or a list of them, as a list. */
const oneOrMore = <T extends z.ZodType<string>>(word: T) =>
  z.union([word, z.array(word).min(1).max(20)]).transform((given) => (Array.isArray(given) ? given : [given]));

/**
 * Who may read a page or a folder; all that is given must hold, of each list one. `person`: everybody who is signed in; `staff`: the
 * portal's own people, `staff:devrel` those of one role; `company:owner`: a role in one's own company.
 */
export const accessSchema = z
  .strictObject({
    role: oneOrMore(
      z
        .string()
        .regex(
          /^(person|staff|staff:(viewer|devrel|marketing|success|admin)|company:(owner|admin|developer|billing|viewer))$/,
          "must be person, staff, staff:<role> or company:<role>",
        ),
    ).optional(),
    /** Ids of plans the reader's company is on. */
    plan: oneOrMore(z.string().min(1)).optional(),
    /** Ids of tracks in which the reader, or an app of their company, is certified. */
    certification: oneOrMore(z.string().min(1)).optional(),
    /** Others are not even told that there is such a page. */
    hidden: z.boolean().default(false),
  })
  .refine(
    (access) => access.role || access.plan || access.certification,
    "must name a role, a plan or a certification",
  );
export type Access = z.infer<typeof accessSchema>;

/** Who reads, as far as gates ask. Made by doors; nobody is null. */
export type DocReader = {
  staffRole: string | null;
  companyRole: string | null;
  plan: string | null;
  certifications: readonly string[];
};

/** What a reader lacks. */
export type MissingAccess =
  | { kind: "sign-in" }
  | { kind: "role"; names: string[] }
  | { kind: "plan"; names: string[] }
  | { kind: "certification"; names: string[] };

/** What stands on top of a docs page. */
export const frontMatterSchema = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  /** Whom it is for; most pages are for developers. */
  audience: z.enum(audiences).default("developers"),
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
  /** Who may read it; without it everybody. */
  access: accessSchema.optional(),
});
export type FrontMatter = z.infer<typeof frontMatterSchema>;

/** A folder's `meta.json`. */
export const folderMetaSchema = z.strictObject({
  title: z.string().min(1).optional(),
  icon: z.string().optional(),
  /** Names in order; `...` the rest, `---Label---` a label, `!name` not shown, `[Text](href)` a link. */
  pages: z.array(z.string().min(1)).optional(),
  /** Who may read what is in it, and below. */
  access: accessSchema.optional(),
});
export type FolderMeta = z.infer<typeof folderMetaSchema>;

/** What stands on top of a changelog entry. */
export const changeMatterSchema = z.strictObject({
  title: z.string().min(1),
  date: z.iso.date(),
  /** Operations of the API it is about, by operationId. */
  operations: z.array(z.string()).default([]),
  /** What worked before may not any more: shown to who calls these operations in the home of their console. */
  breaking: z.boolean().default(false),
});

export type Heading = { id: string; title: string; depth: 2 | 3 };

/** A stretch of a page under one heading, as plain text, for the search. The first one has no heading. */
export type Section = { id: string | null; title: string | null; text: string };

/** A docs page as listed: everything but its content. */
export type DocSummary = Omit<FrontMatter, "access"> & {
  /** Who may read it: its folders' gates and its own, all of which must let a reader through. Empty: everybody. */
  gates: Access[];
  /** Address below /docs; empty for the first page. */
  slug: string;
  /** Path from the portal's root, for edit links and errors. */
  file: string;
  /** Version and language, and the address within them. */
  edition?: { prefix: string; version: string | null; language: string; rest: string };
  /** Shown in the first language, because nobody has translated it. */
  untranslated?: boolean;
};

/** A node of the sidebar. Groups without a page of their own have no slug. */
/** `icon`: what stands inside its SVG, 24 by 24. */
export type SidebarNode =
  | { kind: "page"; title: string; slug: string; icon?: string }
  | { kind: "label"; title: string }
  | { kind: "group"; title: string; slug: string | null; children: SidebarNode[]; icon?: string }
  | { kind: "link"; title: string; href: string }
  /** A folder that is one entry: it has a sidebar of its own, or its section is too large to be shown whole. */
  | { kind: "section"; title: string; slug: string; icon?: string };

/** `section` is the top folder, or for the pages beside it the prefix of their edition. */
export type Sidebar = {
  /** Where the tree begins. */
  home: string;
  section: string;
  title: string;
  parentTitle: string | null;
  nodes: SidebarNode[];
};

export type Change = z.infer<typeof changeMatterSchema> & { slug: string; file: string };

/** One thing the search can find. */
export type SearchEntry = {
  id: string;
  kind: "page" | "section" | "operation" | "webhook" | "schema" | "change";
  title: string;
  context: string;
  href: string;
  text: string;
  method?: string;
  /** The prefix of the edition of the docs it is of; without one it is found in all of them. */
  edition?: string;
  /** Written for who runs the portal: found after what is for developers. */
  aside?: boolean;
};
