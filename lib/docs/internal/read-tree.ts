import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type DocSummary, type FolderMeta, folderMetaSchema, frontMatterSchema } from "../schema";
import { ContentError, lineOf } from "./content-error";
import { fillGenerated } from "./fill-generated";
import { type OrderItem, orderFolder } from "./order-folder";
import { readFrontMatter } from "./read-front-matter";
import { markVariables } from "./variables";

/** A page with its source, marks in place of variables. */
export type SourcePage = DocSummary & { source: string };

export type Folder = {
  /** Path below the docs folder; empty for the top. */
  slug: string;
  title: string;
  order: OrderItem[];
  pages: Map<string, SourcePage>;
  folders: Map<string, Folder>;
};

function titleFromName(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

async function readMeta(root: string, file: string): Promise<{ file: string; text: string; meta: FolderMeta }> {
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
  if (result.success) return { file, text, meta: result.data };
  const issue = result.error.issues[0];
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  throw new ContentError(file, lineOf(text, `"${String(field).split(".")[0]}"`), `${field}: ${issue?.message}`);
}

/** Reads a folder of pages and everything below it. `root` is where paths in messages begin. */
export async function readTree(root: string, folder: string, slug = ""): Promise<Folder> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  const { file, text, meta } = await readMeta(root, path.posix.join(folder, "meta.json"));
  const pages = new Map<string, SourcePage>();
  const folders = new Map<string, Folder>();
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const entryPath = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      folders.set(entry.name, await readTree(root, entryPath, path.posix.join(slug, entry.name)));
      continue;
    }
    if (!entry.name.endsWith(".mdx")) continue;
    const name = entry.name.slice(0, -".mdx".length);
    const written = await readFile(path.join(root, entryPath), "utf8");
    const source = fillGenerated(markVariables(entryPath, written));
    const matter = readFrontMatter(entryPath, source, frontMatterSchema);
    const pageSlug = name === "index" ? slug : path.posix.join(slug, name);
    pages.set(name, { ...matter, slug: pageSlug, file: entryPath, source });
  }
  const names = [...pages.keys(), ...folders.keys()];
  const twice = [...pages.keys()].find((name) => folders.has(name));
  if (twice)
    throw new ContentError(
      path.posix.join(folder, `${twice}.mdx`),
      undefined,
      `a folder has the same name; put the page into it as index.mdx`,
    );
  return {
    slug,
    title: meta.title ?? titleFromName(path.posix.basename(slug) || "Documentation"),
    order: orderFolder(names, meta.pages, { file, text }),
    pages,
    folders,
  };
}
