import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { ContentError } from "./content-error";
import { docsRoot } from "./load-docs";

const run = promisify(execFile);
const shared = globalThis as { waymarkLastChanged?: Promise<Map<string, string>> };

/** Dates written beforehand where the history is whole (`npm run check -- --dates`), for builds that have none: a day or a time by file. */
export const datesFile = "content/last-changed.json";
const datesSchema = z.record(z.string(), z.iso.datetime({ offset: true }).or(z.iso.date()));

/**
 * The last commit of every file below content/, from one look at the history. A shallow clone begins with commits that seem to add every
 * file: what was last changed there was changed at an unknown time before, so it has no date. No git, no history: nothing.
 */
export async function readHistory(root: string): Promise<Map<string, string>> {
  const times = new Map<string, string>();
  try {
    const git = (...args: string[]) => run("git", args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    const shallowFile = path.resolve(root, (await git("rev-parse", "--git-path", "shallow")).stdout.trim());
    const cutAt = new Set((await readFile(shallowFile, "utf8").catch(() => "")).split("\n").filter(Boolean));
    const { stdout } = await git("log", "--format=%x00%H %cI", "--name-only", "--relative", "--", "content");
    const seen = new Set<string>();
    for (const commit of stdout.split("\0")) {
      const [head = "", ...files] = commit.split("\n").filter(Boolean);
      const [hash = "", time = ""] = head.split(" ");
      for (const file of files) {
        // Newest first: the first time seen is the last change.
        if (seen.has(file)) continue;
        seen.add(file);
        if (!cutAt.has(hash)) times.set(file, time);
      }
    }
  } catch {
    // A portal deployed without its history has what was written beforehand.
  }
  return times;
}

async function readDates(root: string): Promise<Map<string, string>> {
  let text: string;
  try {
    text = await readFile(path.join(root, datesFile), "utf8");
  } catch {
    return new Map();
  }
  try {
    return new Map(Object.entries(datesSchema.parse(JSON.parse(text))));
  } catch {
    throw new ContentError(datesFile, undefined, 'must be an object of files and dates: {"content/docs/x.mdx": "..."}');
  }
}

/** When each file was last changed, by what is known best: the history, else the written dates. */
export async function readLastChanges(root: string): Promise<Map<string, string>> {
  const [history, dates] = await Promise.all([readHistory(root), readDates(root)]);
  return new Map([...dates, ...history]);
}

/** When a file was last changed, RFC 3339 or a day; `said` is what its author says. Null where nobody knows: never the time of a clone. */
export async function lastChanged(file: string, said?: string): Promise<string | null> {
  shared.waymarkLastChanged ??= readLastChanges(docsRoot());
  const known = await shared.waymarkLastChanged;
  return known.get(file) ?? said ?? null;
}
