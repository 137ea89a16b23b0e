import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import { type ChildMessage, StartFault } from "./child";
import type { Running } from "./keeper";
import { waitUntil } from "./process-identity";

export type ChildOptions = {
  name: string;
  /** The bundled program. */
  script: string;
  arguments?: string[];
  /** Flags of Node itself. */
  nodeFlags?: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Sent to it first: settings that others must not read. */
  config?: unknown;
  /** Where its lines go. */
  onLine(line: string): void;
  /** Hears its process id as soon as there is one. */
  onSpawn?(pid: number): void;
  /** How long it may take to be ready. */
  readyMs?: number;
  /** How long it may take to stop before it is killed. */
  stopMs: number;
  /** Aborted, it is stopped before it was ready. */
  signal?: AbortSignal;
};

export type RunningChild = Running & { pid: number; env: Record<string, string> };

/** Starts a child (see child.ts); resolves when it says that it is ready, throws when it does not get there. */
export async function spawnChild(options: ChildOptions): Promise<RunningChild> {
  const child = fork(options.script, options.arguments ?? [], {
    env: options.env,
    execArgv: ["--enable-source-maps", ...(options.nodeFlags ?? [])],
    // A process group of its own: a terminal's Ctrl-C reaches only `start`, which stops its children in order.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", options.onLine);
  }
  if (child.pid !== undefined) options.onSpawn?.(child.pid);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
  const stop = () => stopChild(child, options.stopMs);
  if (options.config !== undefined) child.send(options.config as object, () => {});
  const env = await whenReady(child, exited, options).catch(async (error) => {
    await stop();
    throw error;
  });
  return { pid: child.pid as number, env, exited, stop };
}

type Waiting = Pick<ChildOptions, "readyMs" | "signal">;

function whenReady(child: ChildProcess, exited: Promise<string>, waiting: Waiting): Promise<Record<string, string>> {
  const limitMs = waiting.readyMs ?? 90_000;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready after ${limitMs / 1000} s`)), limitMs);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      waiting.signal?.removeEventListener("abort", abort);
      act();
    };
    const abort = () => settle(() => reject(new Error("stopped before it was ready")));
    waiting.signal?.addEventListener("abort", abort, { once: true });
    if (waiting.signal?.aborted) abort();
    child.on("message", (message: ChildMessage) => {
      if ("fault" in message) settle(() => reject(new StartFault(message.fault)));
      else if (message.ready) settle(() => resolve(message.env ?? {}));
    });
    void exited.then((how) => settle(() => reject(new Error(`it ended before it was ready (${how})`))));
  });
}

async function stopChild(child: ChildProcess, limitMs: number): Promise<void> {
  const gone = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  if (gone()) return;
  child.kill("SIGTERM");
  if (await waitUntil(gone, limitMs)) return;
  child.kill("SIGKILL");
  await waitUntil(gone, 1_000);
}
