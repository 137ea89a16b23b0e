import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { ContentError } from "./content-error";

const top = "content";

/** Where a page's `file="..."` leads: from content/, or from the page's own folder when it begins with a dot. */
function resolveName(from: { file: string; line: number }, name: string): string {
  const base = name.startsWith(".") ? path.posix.dirname(from.file) : top;
  const target = path.posix.normalize(path.posix.join(base, name));
  if (path.posix.isAbsolute(name) || name.includes("\\") || !target.startsWith(`${top}/`)) {
    throw new ContentError(from.file, from.line, `file="${name}" leads out of ${top}/`);
  }
  return target;
}

/** A file a page names, from nowhere but content/: neither by dots nor by a link of the file system. `from` is where it is named. */
export async function readContentFile(
  root: string,
  from: { file: string; line: number },
  name: string,
): Promise<{ file: string; text: string }> {
  const file = resolveName(from, name);
  try {
    const [real, inside] = await Promise.all([realpath(path.join(root, file)), realpath(path.join(root, top))]);
    if (!real.startsWith(inside + path.sep))
      throw new ContentError(from.file, from.line, `file="${name}" leads out of ${top}/`);
    return { file, text: await readFile(real, "utf8") };
  } catch (error) {
    if (error instanceof ContentError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const problem = code === "ENOENT" ? "is not there" : `cannot be read (${code})`;
    throw new ContentError(from.file, from.line, `file="${name}": ${file} ${problem}`);
  }
}
