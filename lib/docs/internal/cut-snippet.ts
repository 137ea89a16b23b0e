import { trackFences } from "./track-fences";

/** Languages by the endings of files, where they differ. */
const languages: Record<string, string> = {
  mjs: "js",
  cjs: "js",
  mts: "ts",
  py: "python",
  rb: "ruby",
  sh: "bash",
  yml: "yaml",
  md: "markdown",
  txt: "text",
};

const regionPattern = /#(end)?region\b[ \t]*([\w-]*)/;

function withoutIndent(lines: string[]): string[] {
  const filled = lines.filter((line) => line.trim());
  const indent = Math.min(...filled.map((line) => /^\s*/.exec(line)?.[0].length ?? 0));
  return Number.isFinite(indent) ? lines.map((line) => line.slice(indent)) : lines;
}

/** The lines between `#region name` and its `#endregion`, in any language's comments; marks of regions inside are left out. */
function cutRegion(lines: string[], name: string): string[] | undefined {
  const found: string[] = [];
  let depth = 0;
  for (const line of lines) {
    const mark = regionPattern.exec(line);
    if (depth === 0) {
      if (mark && !mark[1] && mark[2] === name) depth = 1;
      continue;
    }
    if (!mark) found.push(line);
    else depth += mark[1] ? -1 : 1;
    if (depth === 0) return withoutIndent(found);
  }
  return undefined;
}

/** The block of a page whose fence says `id="name"`. */
function cutFence(lines: string[], name: string): { language: string; lines: string[] } | undefined {
  const track = trackFences();
  let language: string | undefined;
  let found: string[] = [];
  for (const line of lines) {
    const { opens, closes } = track(line);
    if (opens) {
      const [, info = ""] = /^\s*[`~]{3,}\s*(.*)$/.exec(line) ?? [];
      language = info.includes(`id="${name}"`) ? (info.split(/\s/)[0] ?? "text") : undefined;
      found = [];
    } else if (closes) {
      if (language !== undefined) return { language, lines: withoutIndent(found) };
    } else if (language !== undefined) found.push(line);
  }
  return undefined;
}

/** A named part of a file, or all of it without a name. Undefined: there is no such part. */
export function cutSnippet(
  file: string,
  text: string,
  name: string | undefined,
): { language: string; lines: string[] } | undefined {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const ending = /\.(\w+)$/.exec(file)?.[1] ?? "text";
  if (name !== undefined && ending === "mdx") return cutFence(lines, name);
  const cut = name === undefined ? lines.filter((line) => !regionPattern.test(line)) : cutRegion(lines, name);
  return cut && { language: languages[ending] ?? ending, lines: cut };
}
