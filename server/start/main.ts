import path from "node:path";
import { childEnv, type Env, EnvError, env } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import { StartFault } from "../child";
import { restartChanged } from "./restart-changed";
import { Supervisor } from "./supervise";

// `npm start`: the one process a person starts. It listens on nothing and keeps nothing; it starts the others and stays.
const settings = readSettings();
const log = createLogger("start", settings.LOG_LEVEL);

const dev = process.argv.includes("--dev");

const supervisor = new Supervisor({
  settings,
  programs: import.meta.dirname,
  dev,
  log,
  childEnv,
  print: (line) => process.stdout.write(`${line}\n`),
  gaveUp: (fault) => void supervisor.stop().then(() => fail(fault.message)),
});

let stopping = false;
const stop = async (signal: NodeJS.Signals) => {
  if (stopping) {
    // Asked twice: no more waiting.
    supervisor.kill();
    process.exit(1);
  }
  stopping = true;
  log.info({ signal }, "stopping");
  await supervisor.stop();
  process.exit(0);
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.on("SIGHUP", stop);

const begun = performance.now();
try {
  await supervisor.start();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const data = path.relative(process.cwd(), settings.dataDir) || ".";
  if (dev) restartChanged(import.meta.dirname, supervisor);
  process.stdout.write(`\n  Waymark is ready at ${settings.publicUrl} (${seconds} s, data in ${data})\n\n`);
} catch (error) {
  if (!stopping) fail(error instanceof StartFault ? error.message : `could not start: ${(error as Error).stack}`);
}

function readSettings(): Env {
  try {
    return env();
  } catch (error) {
    if (error instanceof EnvError) fail(error.message);
    throw error;
  }
}

function fail(line: string): never {
  process.stderr.write(`waymark: ${line}\n`);
  process.exit(1);
}
