import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type Access, type DocSummary, type FolderMeta, folderMetaSchema, frontMatterSchema } from "../schema";
import { ContentError, lineOf } from "./content-error";
import { expandIncludes, type Origin } from "./expand-includes";
import { refuseGatedParts } from "./gates";
import { type OrderItem, orderFolder } from "./order-folder";
import { readContentFile } from "./read-content-file";
import { readFrontMatter } from "./read-front-matter";
import { readIcon } from "./read-icon";

/** A page with its source: what it includes put in, marks in place of variables. */
export type SourcePage = DocSummary & {
  source: string;
  /** Of each line, where it was written; without one they are the file's own. */
  origins?: Origin[];
  /** What is wrong with it. It is thrown when the page is asked for: a build fails, and while somebody writes the other pages work on. */
  problem?: ContentError;
};

export type Folder = {
  /** Its name on the disk; in parentheses it only groups pages and is no part of their addresses. */
  name: string;
  /** Path below the docs folder; empty for the top. */
  slug: string;
  title: string;
  /** Name of its icon, as its meta.json says. */
  icon?: string;
  order: OrderItem[];
  pages: Map<string, SourcePage>;
  folders: Map<string, Folder>;
  /** What is wrong with its meta.json. Nothing is put in order then. */
  problem?: ContentError;
};

function titleFromName(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Meta = { file: string; text: string; meta: FolderMeta; problem?: ContentError };

/** A meta.json that cannot be read is its folder's problem: nobody knows then whom its gate would let in. */
async function readMeta(root: string, file: string): Promise<Meta> {
  try {
    return await requireMeta(root, file);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { file, text: "", meta: {}, problem: error };
  }
}

async function requireMeta(root: string, file: string): Promise<Meta> {
  const text = await readFile(path.join(root, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ContentError(file, undefined, `is not JSON: ${(error as Error).message}`);
  }
  const result = folderMetaSchema.safeParse(value);
  if (result.success) {
    const { icon } = result.data;
    if (icon === undefined || readIcon(icon)) return { file, text, meta: result.data };
    throw new ContentError(file, lineOf(text, '"icon"'), `icon: there is no icon "${icon}"`);
  }
  const issue = result.error.issues[0];
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  throw new ContentError(file, lineOf(text, `"${String(field).split(".")[0]}"`), `${field}: ${issue?.message}`);
}

export const isGroup = (name: string) => /^\(.+\)$/.test(name);

/** Reads one page; a mistake in it becomes its `problem`. */
async function readPage(root: string, file: string, slug: string, gates: Access[]): Promise<SourcePage> {
  try {
    const { text } = await readContentFile(root, { file, line: 0 }, file.slice("content/".length));
    const { source, origins, parts } = await expandIncludes(root, file, text);
    const { access, ...matter } = readFrontMatter(file, source, frontMatterSchema);
    const all = access ? [...gates, access] : gates;
    await refuseGatedParts(root, file, parts, all);
    return { ...matter, gates: all, slug, file, source, origins };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    const title = titleFromName(path.posix.basename(file, ".mdx"));
    // Its own gate may be what could not be read: its folders' hold, and there is no text to give away.
    return { title, description: "", audience: "developers", gates, slug, file, source: "", problem: error };
  }
}

function tryOrder(...given: Parameters<typeof orderFolder>): { order: OrderItem[]; problem?: ContentError } {
  try {
    return { order: orderFolder(...given) };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { order: orderFolder(given[0], undefined, given[2]), problem: error };
  }
}

/** Reads a folder of pages and everything below it. `root` is where paths in messages begin. Names that begin with _ are no pages. */
export async function readTree(
  root: string,
  folder: string,
  slug = "",
  above: Access[] = [],
  folderProblem?: ContentError,
): Promise<Folder> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  const { file, text, meta, problem } = await readMeta(root, path.posix.join(folder, "meta.json"));
  const unread = problem ?? folderProblem;
  const gates = meta.access ? [...above, meta.access] : above;
  const pages = new Map<string, SourcePage>();
  const folders = new Map<string, Folder>();
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const entryPath = path.posix.join(folder, entry.name);
    if (entry.name.startsWith("_")) continue;
    if (entry.isDirectory()) {
      const below = isGroup(entry.name) ? slug : path.posix.join(slug, entry.name);
      folders.set(entry.name, await readTree(root, entryPath, below, gates, unread));
      continue;
    }
    if (!entry.name.endsWith(".mdx")) continue;
    const name = entry.name.slice(0, -".mdx".length);
    pages.set(name, await readPage(root, entryPath, name === "index" ? slug : path.posix.join(slug, name), gates));
  }
  for (const [name, page] of pages) {
    if (folders.has(name)) {
      page.problem ??= new ContentError(
        page.file,
        undefined,
        "a folder has the same name; put the page into it as index.mdx",
      );
    }
  }
  if (unread) {
    for (const page of pages.values()) {
      page.problem = unread;
      page.source = "";
    }
  }
  const name = path.posix.basename(folder);
  const names = [...new Set([...pages.keys(), ...folders.keys()])];
  const { order, problem: disorder } = tryOrder(names, meta.pages, { file, text });
  // The folder's first page says it; the others work.
  const first = pages.get("index") ?? pages.values().next().value;
  if (first) first.problem ??= disorder;
  return {
    name,
    slug,
    title: meta.title ?? (slug || isGroup(name) ? titleFromName(name.replace(/^\((.+)\)$/, "$1")) : "Documentation"),
    icon: meta.icon,
    order,
    problem: problem ?? disorder,
    pages,
    folders,
  };
}

/** What is wrong with the meta.json of a folder and of those below it. */
export function folderProblems(folder: Folder): ContentError[] {
  return [...(folder.problem ? [folder.problem] : []), ...[...folder.folders.values()].flatMap(folderProblems)];
}
