import type { UsageQueue } from "./usage-queue.js";

const signals = ["SIGTERM", "SIGINT"] as const;
/** Queues to flush and how long that may take, milliseconds. */
const queues = new Map<UsageQueue, number>();

/**
 * Sends what waits when the process is about to end: by running out of work, or by a signal. Where the program handles the signal
 * itself, it decides when to end; else the signal does what it would have done, a little later. Answers how to undo it.
 */
export function flushAtExit(queue: UsageQueue, withinMs: number): () => void {
  if (queues.size === 0) {
    // Once: a portal that is away must not hold up the end again and again.
    process.once("beforeExit", onIdle);
    for (const signal of signals) process.on(signal, onSignal);
  }
  queues.set(queue, withinMs);
  return () => {
    queues.delete(queue);
    if (queues.size > 0) return;
    process.removeListener("beforeExit", onIdle);
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
}

async function flushAll(): Promise<void> {
  await Promise.all([...queues].map(([queue, withinMs]) => queue.flush(withinMs)));
}

function onIdle(): void {
  if ([...queues.keys()].some((queue) => queue.waiting > 0)) void flushAll();
}

function onSignal(signal: NodeJS.Signals): void {
  const alone = process.listenerCount(signal) === 1;
  void flushAll().then(() => {
    if (!alone) return;
    process.removeListener(signal, onSignal);
    process.kill(process.pid, signal);
  });
}
