import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type Change, changeMatterSchema } from "../schema";
import { ContentError } from "./content-error";
import { expandIncludes, type Origin } from "./expand-includes";
import { refuseGatedParts } from "./gates";
import { docsRoot } from "./load-docs";
import { readFrontMatter } from "./read-front-matter";

const folder = "content/changelog";

/** The changelog's entries with their sources, newest first. No folder: no entries. */
export async function loadChanges(root = docsRoot()): Promise<(Change & { source: string; origins?: Origin[] })[]> {
  const names = await readdir(path.join(root, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const changes = await Promise.all(
    names
      .filter((name) => name.endsWith(".mdx"))
      .map(async (name) => {
        const file = path.posix.join(folder, name);
        const { source, origins, parts } = await expandIncludes(
          root,
          file,
          await readFile(path.join(root, file), "utf8"),
        );
        await refuseGatedParts(root, file, parts, []);
        const matter = readFrontMatter(file, source, changeMatterSchema);
        if (!name.startsWith(matter.date))
          throw new ContentError(file, undefined, `its name must begin with its date, ${matter.date}`);
        return { ...matter, slug: name.slice(0, -".mdx".length), file, source, origins };
      }),
  );
  return changes.sort((a, b) => b.slug.localeCompare(a.slug));
}
