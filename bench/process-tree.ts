import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

const lookEveryMs = 500;

/** Runs a command to its end: seconds, and the most memory that it and all below it held at a time (Pss, MB). Throws with its last words when it fails. */
export async function runMeasured(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<{ seconds: number; peakMb: number }> {
  const begun = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const last = lastWords(child);
  let peakMb = 0;
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, memoryBelow(child.pid as number));
  }, lookEveryMs);
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} in ${cwd} ended with ${code}:\n${last()}`);
  return { seconds: (performance.now() - begun) / 1000, peakMb };
}

export function lastWords(child: ChildProcess): () => string {
  let text = "";
  const keep = (chunk: Buffer) => {
    text = (text + chunk).slice(-3_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return () => text;
}

/** Proportional memory of a process and all below it, MB. */
function memoryBelow(root: number): number {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    const stat = tryRead(`/proc/${pid}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const sum = (pid: number): number =>
    Number(/^Pss:\s+(\d+) kB/m.exec(tryRead(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024 +
    (children.get(pid) ?? []).reduce((total, one) => total + sum(one), 0);
  return sum(root);
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
