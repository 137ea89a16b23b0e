import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { hashSample, provenFile, readProven } from "./internal/proven";
import { readFence } from "./internal/read-fence";
import { trackFences } from "./internal/track-fences";
import { markVariables } from "./internal/variables";
import { readCurl } from "./internal/write-curl";

export type SampleTarget = { portalUrl: string; sandboxKey: string; variables: Record<string, string> };
export type SampleRun = {
  /** Hashes of those that did what they should. */
  passed: string[];
  /** Python is not on every machine. */
  skipped: number;
  problems: { file: string; line: number; message: string }[];
};

type Sample = { file: string; line: number; language: string; text: string; verify: number; hash: string };

const longestMs = 20_000;

/**
 * Runs the code blocks of content/docs that are marked `verify`, one after the other, as a reader would paste them: a curl command must get a 2xx
 * (or the status that it names), JavaScript and Python must end with exit code 0. What fails is told by file and line.
 */
export async function runSamples(root: string, target: SampleTarget): Promise<SampleRun> {
  const run: SampleRun = { passed: [], skipped: 0, problems: [] };
  const folder = await mkdtemp(path.join(os.tmpdir(), "waymark-samples-"));
  try {
    for (const sample of await listSamples(root)) {
      const text = fill(sample.text, target);
      const wrong = await runOne({ ...sample, text }, folder);
      if (wrong === "skipped") run.skipped++;
      else if (wrong === undefined) run.passed.push(sample.hash);
      else run.problems.push({ file: sample.file, line: sample.line, message: `this sample does not work: ${wrong}` });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return run;
}

/** Writes today behind each sample that passed; those that are no longer there go. For `npm run check`, after a run without problems. */
export async function writeProven(root: string, { passed, problems }: SampleRun, at: Date): Promise<void> {
  const known = readProven(root);
  const day = at.toISOString().slice(0, 10);
  const there = new Set((await listSamples(root)).map(({ hash }) => hash));
  const proven = Object.fromEntries([
    ...Object.entries(known).filter(([hash]) => there.has(hash) && problems.length === 0),
    ...passed.map((hash) => [hash, day]),
  ]);
  const sorted = Object.fromEntries(Object.entries(proven).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(path.join(root, provenFile), `${JSON.stringify(sorted, null, 2)}\n`);
}

async function listSamples(root: string): Promise<Sample[]> {
  const folder = path.join(root, "content/docs");
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".mdx")).sort();
  const samples = await Promise.all(
    names.map(async (name) => {
      const file = path.posix.join("content/docs", name.split(path.sep).join("/"));
      return readSamples(file, await readFile(path.join(folder, name), "utf8"));
    }),
  );
  return samples.flat();
}

function readSamples(file: string, source: string): Sample[] {
  const track = trackFences();
  const samples: Sample[] = [];
  let open: { line: number; language: string; meta: string; indent: number; lines: string[] } | undefined;
  for (const [index, line] of source.split("\n").entries()) {
    const { opens, closes } = track(line);
    if (opens) {
      const [, indent = "", language = "", meta = ""] = /^(\s*)[`~]{3,}(\S*)\s*(.*)$/.exec(line) ?? [];
      open = { line: index + 1, language, meta, indent: indent.length, lines: [] };
    } else if (closes && open) {
      if (/(^|\s)verify(=|\s|$)/.test(open.meta)) samples.push(toSample(file, open));
      open = undefined;
    } else open?.lines.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
  }
  return samples;
}

function toSample(file: string, open: { line: number; language: string; meta: string; lines: string[] }): Sample {
  const value = open.lines.join("\n");
  const { text, verify = 0 } = readFence(open.language, open.meta, value);
  const hash = hashSample({ language: open.language, verify }, markVariables(file, value));
  return { file, line: open.line, language: open.language, text, verify, hash };
}

function fill(text: string, { portalUrl, sandboxKey, variables }: SampleTarget): string {
  const values: Record<string, string> = { ...variables, PORTAL_URL: portalUrl, SANDBOX_KEY: sandboxKey };
  return text.replace(/\{\{([A-Z_]+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

async function runOne({ language, text, verify }: Sample, folder: string): Promise<string | undefined | "skipped"> {
  switch (language) {
    case "bash":
    case "sh":
      return runCurl(text, verify);
    case "js":
    case "javascript":
    case "mjs": {
      const file = path.join(folder, "sample.mjs");
      await writeFile(file, text);
      return runProgram(process.execPath, [file], folder);
    }
    case "python":
    case "py": {
      const file = path.join(folder, "sample.py");
      await writeFile(file, text);
      return runProgram("python3", [file], folder);
    }
    default:
      return `"verify" is for bash (one curl command), js and python, not for ${language}`;
  }
}

/** Reads the command instead of running it, so that neither curl nor a shell must be there. */
async function runCurl(text: string, verify: number): Promise<string | undefined> {
  try {
    const { method, url, headers, body } = readCurl(text);
    const answer = await fetch(url, {
      method,
      headers: headers.map(({ name, value }): [string, string] => [name, value]),
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(longestMs),
    });
    const good = verify ? answer.status === verify : answer.ok;
    const said = good ? "" : (await answer.text()).slice(0, 300);
    return good ? undefined : `it got ${answer.status}, not ${verify || "a 2xx"}: ${said}`;
  } catch (error) {
    return (error as Error).message.replace('"languages"', "verify");
  }
}

function runProgram(program: string, args: string[], folder: string): Promise<string | undefined | "skipped"> {
  return new Promise((resolve) => {
    // Nothing of this machine's settings: a sample must work for whoever copies it.
    const child = spawn(program, args, { cwd: folder, timeout: longestMs, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    child.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ENOENT" ? "skipped" : error.message));
    child.once("close", (code, signal) => {
      const lines = said.trim().split("\n");
      // The line that names the error; what stands around it is the runtime's own.
      const named = lines.find((line) => /^\w*(Error|Exception)\b.*:/.test(line)) ?? lines.at(-1);
      resolve(code === 0 ? undefined : `it ended with ${code ?? signal}: ${named}`);
    });
  });
}
