import { once } from "node:events";
import { createLogger } from "@/lib/base/log";
import { runChild, StartFault } from "../child";
import { acquireLock } from "../lock";
import { waitUntil } from "../process-identity";
import { openEngine } from "./engine";
import { createHttpInterface } from "./http-interface";
import { refreshDictionaries } from "./refresh-dictionaries";

/** The first message of the parent. Not arguments or environment: those can be read by others. */
export type EngineConfig = {
  directory: string;
  port: number;
  username: string;
  password: string;
  memoryBytes: number;
  logLevel: string;
  /** For tests: durable writes off. */
  disposable: boolean;
};

// The embedded ClickHouse engine in a process of its own: what ends it (memory, a crash in native code) ends nothing else.
const [config] = (await once(process, "message")) as [EngineConfig];
const log = createLogger("chdb", config.logLevel);

runChild(log, async () => {
  // A killed parent's engine may be closing still; two in one folder would destroy it, and the engine itself does not look.
  let lock = await acquireLock(config.directory);
  await waitUntil(
    async () => {
      if (!("heldBy" in lock)) return true;
      lock = await acquireLock(config.directory);
      return !("heldBy" in lock);
    },
    15_000,
    50,
  );
  if ("heldBy" in lock) throw new Error(`the folder is still held by process ${lock.heldBy}`);
  const held = lock;
  const engine = await openEngine(config).catch((error: Error) => {
    throw /not supported|prebuilt|cannot find|no prebuild/i.test(error.message)
      ? new StartFault(
          `there is no embedded ClickHouse for ${process.platform} ${process.arch}: set CLICKHOUSE_URL to a server`,
        )
      : error;
  });
  const server = createHttpInterface(engine, config, log);
  server.listen(config.port, "127.0.0.1");
  await once(server, "listening");
  const dictionaries = refreshDictionaries(engine, log);
  return {
    async stop() {
      server.close();
      server.closeIdleConnections();
      await dictionaries.stop();
      await engine.close();
      server.closeAllConnections();
      await held.release();
    },
  };
});
