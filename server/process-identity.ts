import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process as it can be told apart from a later one with the same number: `<pid>@<when it started>`; null when it is not running. */
export function processIdentity(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return null;
  }
  const startedAt = startTime(pid);
  return startedAt === null ? null : `${pid}@${startedAt}`;
}

/** Whether the very process of that identity still runs. */
export function isRunning(identity: string): boolean {
  return processIdentity(Number.parseInt(identity, 10)) === identity;
}

function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // proc(5): the name may hold anything, so count from its last bracket; state is field 3, starttime field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
  } catch {
    if (process.platform === "linux") return null;
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

/** Waits until `gone()` holds, at most `limitMs`; answers whether it did. */
export async function waitUntil(
  gone: () => boolean | Promise<boolean>,
  limitMs: number,
  everyMs = 20,
): Promise<boolean> {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await gone()) return true;
    if (Date.now() >= end) return false;
    await sleep(everyMs);
  }
}
