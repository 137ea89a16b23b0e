import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { docsRoot } from "./load-docs";

const run = promisify(execFile);
const shared = globalThis as { waymarkLastChanged?: Promise<Map<string, string>> };

/** The last commit of every file below content/, from one look at the history. No git, no history: nothing. */
async function readHistory(): Promise<Map<string, string>> {
  const times = new Map<string, string>();
  try {
    const { stdout } = await run("git", ["log", "--format=%x00%cI", "--name-only", "--relative", "--", "content"], {
      cwd: docsRoot(),
      maxBuffer: 64 * 1024 * 1024,
    });
    for (const commit of stdout.split("\0")) {
      const [time, ...files] = commit.split("\n").filter(Boolean);
      // Newest first: the first time seen is the last change.
      for (const file of files) if (time && !times.has(file)) times.set(file, time);
    }
  } catch {
    // A portal deployed without its history shows no dates.
  }
  return times;
}

/** When a file was last committed, RFC 3339; null where that is not known. */
export async function lastChanged(file: string): Promise<string | null> {
  shared.waymarkLastChanged ??= readHistory();
  return (await shared.waymarkLastChanged).get(file) ?? null;
}
