import { EnvError, env } from "@/lib/base/env";
import { CatalogueError } from "@/lib/events/define-events";
import { StartFault } from "../child";
import { acquireLock } from "../lock";
import { checkDataDir, checkPort } from "../start/check-ground";

// Before the pages are built: everything that would stop `start` afterwards, told at once. Exit 1 with one line.
try {
  const settings = env();
  // The owner's own events are looked at as they are put beside the portal's.
  await import("@/lib/events/catalogue");
  checkDataDir(settings.dataDir);
  const lock = await acquireLock(settings.dataDir);
  if ("heldBy" in lock)
    throw new StartFault(`DATA_DIR ${settings.dataDir} is locked by another start (process ${lock.heldBy})`);
  await lock.release();
  await checkPort(settings);
} catch (error) {
  if (!(error instanceof EnvError || error instanceof StartFault || error instanceof CatalogueError)) throw error;
  process.stderr.write(`waymark: ${error.message}\n`);
  process.exit(1);
}
