import { ContentError } from "./content-error";
import { cutSnippet } from "./cut-snippet";
import { fillGenerated } from "./fill-generated";
import { readContentFile } from "./read-content-file";
import { trackFences } from "./track-fences";
import { markVariables } from "./variables";

/** Where a line of a page was written. */
export type Origin = { file: string; line: number };
type Line = Origin & { text: string };
/** A file that was put in, and where it was asked for. */
export type Part = { file: string; text: string; at: Origin };

/** A page that asks for more grows without sense: each file includes the next one twice, and so on. */
const mostFiles = 500;

/** How one page is put together: the files it came through, and how many it has asked for. */
type Work = { root: string; asked: { files: number }; parts: Part[] };

const directivePattern = /^(\s*)<(Include|Snippet)\b(.*)$/;

/** `file="a" name="b"` and nothing else. */
function readAttributes(at: Origin, tag: string, rest: string): Map<string, string> {
  const inside = /^((?:\s+[\w-]+="[^"]*")*)\s*\/>\s*$/.exec(rest)?.[1];
  if (inside === undefined) {
    throw new ContentError(
      at.file,
      at.line,
      `<${tag}> stands on a line of its own, as <${tag} file="..." />: its attributes are text, it has no inside`,
    );
  }
  const attributes = new Map(
    [...inside.matchAll(/([\w-]+)="([^"]*)"/g)].map((match) => [match[1] ?? "", match[2] ?? ""]),
  );
  const known = tag === "Include" ? ["file"] : ["file", "name", "title", "id", "language", "meta"];
  const unknown = [...attributes.keys()].find((key) => !known.includes(key));
  if (unknown) throw new ContentError(at.file, at.line, `<${tag}> has no "${unknown}"; it takes ${known.join(", ")}`);
  if (!attributes.get("file")) throw new ContentError(at.file, at.line, `<${tag}> needs file="..."`);
  return attributes;
}

async function includedLines(work: Work, at: Origin, name: string, chain: string[]): Promise<Line[]> {
  const { file, text } = await readContentFile(work.root, at, name);
  work.asked.files += 1;
  work.parts.push({ file, text, at });
  if (work.asked.files > mostFiles) {
    throw new ContentError(at.file, at.line, `the page has over ${mostFiles} files put into it by now`);
  }
  if (chain.includes(file)) {
    throw new ContentError(at.file, at.line, `includes go in a circle: ${[...chain, file].join(" -> ")}`);
  }
  // What stands on top of an included page is the page's own.
  const marked = markVariables(file, text);
  const matter = /^---\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/.exec(marked)?.[0] ?? "";
  const skipped = matter ? matter.split("\n").length - 1 : 0;
  const body = marked.slice(matter.length).replace(/\s+$/, "");
  return expandLines(work, file, body, [...chain, file], skipped);
}

async function snippetLines(work: Work, at: Origin, attributes: Map<string, string>): Promise<Line[]> {
  const { file, text } = await readContentFile(work.root, at, attributes.get("file") as string);
  work.parts.push({ file, text, at });
  const name = attributes.get("name");
  const cut = cutSnippet(file, markVariables(file, text), name);
  if (!cut) {
    const wanted = file.endsWith(".mdx") ? `no code block with id="${name}"` : `no "#region ${name}" that ends`;
    throw new ContentError(at.file, at.line, `name="${name}": there is ${wanted} in ${file}`);
  }
  const runs = cut.lines.join("\n").match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const info = [
    attributes.get("language") ?? cut.language,
    ...["title", "id"].flatMap((key) => (attributes.has(key) ? [`${key}="${attributes.get(key)}"`] : [])),
    ...(attributes.has("meta") ? [attributes.get("meta")] : []),
  ].join(" ");
  return [`${fence}${info}`, ...cut.lines, fence].map((line) => ({ ...at, text: line }));
}

async function expandLines(work: Work, file: string, text: string, chain: string[], skipped = 0): Promise<Line[]> {
  const lines: Line[] = [];
  const track = trackFences();
  for (const [index, line] of markVariables(file, text).split(/\r?\n/).entries()) {
    const at = { file, line: skipped + index + 1 };
    if (track(line).code) {
      lines.push({ ...at, text: line });
      continue;
    }
    const directive = directivePattern.exec(line);
    if (directive) {
      const [, indent = "", tag = "", rest = ""] = directive;
      const attributes = readAttributes(at, tag, rest);
      const found =
        tag === "Include"
          ? await includedLines(work, at, attributes.get("file") as string, chain)
          : await snippetLines(work, at, attributes);
      for (const one of found) lines.push({ ...one, text: one.text ? indent + one.text : "" });
      continue;
    }
    for (const made of fillGenerated(line).split("\n")) lines.push({ ...at, text: made });
  }
  return lines;
}

/**
 * A page with everything it asks for put in: other files (`<Include>`), parts of them (`<Snippet>`) and what is written from the code;
 * marks in place of variables. `parts` are the files that were put in; `origins` says of each line where it was written; it is left out when nothing was put in.
 * Throws ContentError with file and line: a circle, a path out of content/, a file or part that is not there, an unknown variable.
 */
export async function expandIncludes(
  root: string,
  file: string,
  text: string,
): Promise<{ source: string; parts: Part[]; origins?: Origin[] }> {
  const parts: Part[] = [];
  const lines = await expandLines({ root, asked: { files: 0 }, parts }, file, text, [file]);
  const source = lines.map((line) => line.text).join("\n");
  const own = lines.every((line, index) => line.file === file && line.line === index + 1);
  return own
    ? { source, parts }
    : { source, parts, origins: lines.map(({ file: from, line }) => ({ file: from, line })) };
}
