import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { childEnv } from "@/lib/base/env";
import { readHistory, readLastChanges } from "./internal/last-changed";
import { writeDates } from "./write-dates";

const run = promisify(execFile);
let folder: string;
const at = (name: string) => path.join(folder, name);

const git = (cwd: string, args: string[], date = "2026-01-01T00:00:00Z") =>
  run("git", ["-c", "user.name=T", "-c", "user.email=t@example.com", ...args], {
    cwd,
    env: childEnv({ HOME: folder, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date }),
  });

async function commit(files: Record<string, string>, date: string) {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(at(`whole/${file}`)), { recursive: true });
    await writeFile(at(`whole/${file}`), text);
  }
  await git(at("whole"), ["add", "."], date);
  await git(at("whole"), ["commit", "-qm", "x"], date);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "waymark-dates-"));
  await mkdir(at("whole"));
  await git(at("whole"), ["init", "-q"]);
  await commit({ "content/a.mdx": "1", "content/b.mdx": "1", "content/c.mdx": "1" }, "2026-02-01T10:00:00Z");
  await commit({ "content/b.mdx": "2" }, "2026-03-01T10:00:00Z");
  await commit({ "content/c.mdx": "2", "other.txt": "1" }, "2026-04-01T10:00:00Z");
  await git(folder, ["clone", "-q", "--depth", "2", `file://${at("whole")}`, "shallow"]);
  await git(folder, ["clone", "-q", "--depth", "1", `file://${at("whole")}`, "tip"]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const days = (times: Map<string, string>) =>
  Object.fromEntries([...times].map(([file, time]) => [file, new Date(time).toISOString().slice(0, 10)]).sort());

describe("when a file was last changed", () => {
  test("is its last commit, where the history is whole", async () => {
    expect(days(await readHistory(at("whole")))).toEqual({
      "content/a.mdx": "2026-02-01",
      "content/b.mdx": "2026-03-01",
      "content/c.mdx": "2026-04-01",
    });
  });

  test("is not the first commit of a shallow clone, which seems to add everything", async () => {
    // Two commits deep: the older of them, of 1 March, is where it was cut.
    expect(days(await readHistory(at("shallow")))).toEqual({ "content/c.mdx": "2026-04-01" });
    expect(days(await readHistory(at("tip")))).toEqual({});
    expect(days(await readHistory(path.join(os.tmpdir(), "nowhere")))).toEqual({});
  });

  test("comes from what was written beforehand, where git does not know; a broken file is named", async () => {
    expect(await writeDates(at("whole"))).toBe(3);
    const dates = await readFile(at("whole/content/last-changed.json"), "utf8");
    await writeFile(at("shallow/content/last-changed.json"), dates.replace("2026-04-01", "2020-01-01"));
    expect(days(await readLastChanges(at("shallow")))).toEqual({
      "content/a.mdx": "2026-02-01",
      "content/b.mdx": "2026-03-01",
      "content/c.mdx": "2026-04-01",
    });
    await writeFile(at("tip/content/last-changed.json"), '{"content/a.mdx": "soon"}');
    await expect(readLastChanges(at("tip"))).rejects.toThrow("content/last-changed.json: must be an object");
  });
});
