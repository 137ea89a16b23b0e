import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvError, env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { runChild, StartFault } from "../child";
import { journalDirectory } from "../journal-directory";
import { acquireLock, type Lock } from "../lock";
import { openEdge } from "./open-edge";

const settings = env();
const log = createLogger("edge", settings.LOG_LEVEL);

/** An edge before us (its `start` was killed) finishes what it holds first; longer than that is somebody else's. */
const takeOverMs = 8_000;

runChild(log, async () => {
  const lock = await lockJournal();
  try {
    const edge = await openEdge(settings, log);
    return {
      async stop() {
        await edge.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw toFault(error);
  }
});

async function lockJournal(): Promise<Lock> {
  const directory = journalDirectory(settings.dataDir);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const end = Date.now() + takeOverMs;
  for (;;) {
    const lock = await acquireLock(directory);
    if (!("heldBy" in lock)) return lock;
    if (Date.now() >= end) {
      throw new StartFault(`the journal in ${directory} is in use by process ${lock.heldBy || "unknown"}`);
    }
    await sleep(100);
  }
}

function toFault(error: unknown): unknown {
  if (error instanceof EnvError) return new StartFault(error.message);
  if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
    return new StartFault(`PORT ${settings.PORT} on ${settings.HOST} is in use by another program`);
  }
  return error;
}
