import { readdir } from "node:fs/promises";
import path from "node:path";
import { type Change, changeMatterSchema } from "../schema";
import { ContentError } from "./content-error";
import { expandIncludes, type Origin } from "./expand-includes";
import { refuseGatedParts } from "./gates";
import { docsRoot } from "./load-docs";
import { readContentFile } from "./read-content-file";
import { readFrontMatter } from "./read-front-matter";

const folder = "content/changelog";

export type SourceChange = Change & { source: string; origins?: Origin[] };

async function readChange(root: string, name: string): Promise<SourceChange> {
  const file = path.posix.join(folder, name);
  const { text } = await readContentFile(root, { file, line: 0 }, file.slice("content/".length));
  const { source, origins, parts } = await expandIncludes(root, file, text);
  await refuseGatedParts(root, file, parts, []);
  const matter = readFrontMatter(file, source, changeMatterSchema);
  if (!name.startsWith(matter.date))
    throw new ContentError(file, undefined, `its name must begin with its date, ${matter.date}`);
  return { ...matter, slug: name.slice(0, -".mdx".length), file, source, origins };
}

/** The changelog's entries with their sources, newest first, and what is wrong with the others. No folder: no entries. */
export async function readChanges(root = docsRoot()): Promise<{ changes: SourceChange[]; problems: ContentError[] }> {
  const names = await readdir(path.join(root, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const problems: ContentError[] = [];
  const read = await Promise.all(
    names
      .filter((name) => name.endsWith(".mdx"))
      .map((name) =>
        readChange(root, name).catch((error: unknown) => {
          if (!(error instanceof ContentError)) throw error;
          problems.push(error);
          return null;
        }),
      ),
  );
  const changes = read.filter((change) => change !== null);
  return { changes: changes.sort((a, b) => b.slug.localeCompare(a.slug)), problems };
}

/** The entries for who shows all of them; throws ContentError when one is wrong, but not while somebody writes: search and lists work on. */
export async function loadChanges(root = docsRoot()): Promise<SourceChange[]> {
  const { changes, problems } = await readChanges(root);
  if (problems[0] && process.env.NODE_ENV !== "development") throw problems[0];
  return changes;
}
