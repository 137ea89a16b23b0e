import { type ChildProcess, fork } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { inject, onTestFinished } from "vitest";
import { childEnv } from "@/lib/base/env";
import type { ChildMessage } from "../child";

export type Program = {
  child: ChildProcess;
  /** What it printed so far, both streams. */
  text(): string;
  /** Resolves with the settings it gives when it is ready; throws its fault, or how it ended instead. */
  ready: Promise<Record<string, string>>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

/** Starts a bundled program as `start` does. Killed when the test ends, if it still runs. */
export function runProgram(name: string, settings: Record<string, string | undefined>, args: string[] = []): Program {
  const clean = { DATABASE_URL: undefined, CLICKHOUSE_URL: undefined, NEXTAUTH_SECRET: undefined, LOG_LEVEL: "info" };
  const child = fork(path.join(inject("bundle"), `${name}.mjs`), args, {
    env: childEnv({ ...clean, ...settings }),
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      text += chunk;
    });
  }
  const exited: Program["exited"] = new Promise((resolve) =>
    child.once("exit", (code, signal) => resolve({ code, signal })),
  );
  const ready = new Promise<Record<string, string>>((resolve, reject) => {
    child.on("message", (message: ChildMessage) => {
      if ("fault" in message) reject(new Error(message.fault));
      else resolve(message.env ?? {});
    });
    void exited.then(({ code, signal }) => reject(new Error(`ended (${signal ?? code}): ${text.slice(-2000)}`)));
  });
  ready.catch(() => {});
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 12_000);
    await exited;
    clearTimeout(late);
  });
  return { child, text: () => text, ready, exited };
}

/** A folder for one test, removed after it. Readable by the user that PostgreSQL runs as. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "waymark-part-"));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
