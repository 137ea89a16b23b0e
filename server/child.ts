import type { Logger } from "@/lib/base/log";

/** Something a person has to put right: told in one line, and not tried again. */
export class StartFault extends Error {
  override name = "StartFault";
}

/** What a child of `start` says to it. `env` are settings for the processes that start after it. */
export type ChildMessage = { ready: true; env?: Record<string, string> } | { fault: string };

type Started = { env?: Record<string, string>; stop(): Promise<void> };

/**
 * The life of a child of `start`: starts, says so, and stops cleanly on SIGTERM or when `start` itself is gone (kill -9 closes the
 * channel). A terminal's Ctrl-C is left to `start`, which stops its children in order.
 */
export function runChild(log: Logger, start: () => Promise<Started>): void {
  let stopping = false;
  const starting = start();
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.debug({ reason }, "stopping");
    const started = await starting.catch(() => undefined);
    try {
      await started?.stop();
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, "did not stop cleanly");
      process.exit(1);
    }
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  if (process.send) {
    process.on("SIGINT", () => {});
    process.on("disconnect", () => void stop("start is gone"));
  } else {
    process.on("SIGINT", () => void stop("SIGINT"));
  }
  starting.then(
    (started) => tell({ ready: true, ...(started.env ? { env: started.env } : {}) }),
    (error: unknown) => {
      if (error instanceof StartFault) tell({ fault: error.message });
      // By itself, without `start` to say it.
      if (error instanceof StartFault && !process.send) process.stderr.write(`waymark: ${error.message}\n`);
      if (!(error instanceof StartFault)) log.fatal({ err: error }, "could not start");
      // The message must be on its way before the process is not.
      setTimeout(() => process.exit(1), 50);
    },
  );
}

function tell(message: ChildMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
