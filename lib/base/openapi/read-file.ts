import { readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { DocumentProblem } from "./problem";

/** The largest public documents have about 12 MB. */
const largestFile = 32 * 1024 * 1024;
/** Aliases are YAML's way to say things once; counted with what they hold in turn, a thousand is far more than an honest document has. */
const mostAliases = 1_000;

export type SourceFile = {
  /** From the root, for messages. */
  name: string;
  place: string;
  text: string;
  content: unknown;
};

export class Unreadable extends Error {
  constructor(readonly problem: DocumentProblem) {
    super(problem.message);
  }
}

const lineAt = (text: string, offset: number) => text.slice(0, offset).split("\n").length;

function explain(text: string, error: unknown): { line?: number; message: string } {
  const { message, linePos } = error as { message: string; linePos?: { line: number }[] };
  if (error instanceof RangeError) return { message: "is nested too deeply to be read" };
  if (/alias count/i.test(message)) {
    return { message: `its aliases (*name) stand for more than ${mostAliases} copies; such a file is refused` };
  }
  const at = /position (\d+)/.exec(message)?.[1];
  const line = linePos?.[0]?.line ?? (at === undefined ? undefined : lineAt(text, Number(at)));
  return { ...(line ? { line } : {}), message: `cannot be read: ${message.split("\n")[0]}` };
}

/** YAML or JSON from a text. Throws Unreadable with the line. */
export function parseSource(name: string, text: string): unknown {
  try {
    // JSON under any name: a reader of YAML takes ten times as long for it.
    if (name.endsWith(".json") || /^\uFEFF?\s*\{\s*"/.test(text)) return JSON.parse(text.replace(/^\uFEFF/, ""));
    return parse(text, { maxAliasCount: mostAliases, logLevel: "error" });
  } catch (error) {
    throw new Unreadable({ file: name, place: "", ...explain(text, error) });
  }
}

/** Reads one file that must lie below `boundary`, links followed. Throws Unreadable saying why it may or can not be read. */
export function readSource(place: string, root: string, boundary: string): SourceFile {
  const name = path.relative(root, place);
  const refuse = (message: string) => new Unreadable({ file: name, place: "", message });
  const isBelow = (one: string, folder: string) =>
    one.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
  if (!isBelow(place, boundary)) throw refuse(`lies outside of ${path.relative(root, boundary) || "the portal"}/`);
  let real: string;
  let size: number;
  try {
    real = realpathSync(place);
    const stat = statSync(real);
    if (!stat.isFile()) throw refuse("is no file");
    size = stat.size;
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw refuse("there is no such file");
  }
  if (!isBelow(real, realpathSync(boundary))) throw refuse(`leads out of ${path.relative(root, boundary)}/`);
  if (size > largestFile) throw refuse(`has ${Math.ceil(size / 1e6)} MB; the most is ${largestFile / 1024 / 1024} MB`);
  const text = readFileSync(real, "utf8");
  return { name, place, text, content: parseSource(name, text) };
}
