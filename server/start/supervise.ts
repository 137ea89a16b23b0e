import path from "node:path";
import type { Env } from "@/lib/base/env";
import type { Logger } from "@/lib/base/log";
import { StartFault } from "../child";
import { freePort } from "../free-port";
import { Keeper } from "../keeper";
import { acquireLock, type Lock } from "../lock";
import { type RunningChild, spawnChild } from "../spawn-child";
import { keepSecret } from "../stores/secrets-file";
import { checkDataDir, checkPort } from "./check-ground";
import { ChildrenFile } from "./children-file";

export type PartName = "stores" | "migrate" | "demo" | "edge" | "web" | "worker";

/** How long each part may take to stop; together they stay within the 10 s that `docker stop` and systemd leave us. */
export const stopMs: Record<PartName, number> = {
  edge: 3_000,
  web: 1_500,
  worker: 2_000,
  stores: 3_000,
  migrate: 1_000,
  demo: 1_000,
};

/** Room for the short-lived objects of a batch, so that less is collected: 38,000 durable events a second instead of 32,000 in one comparison (batches of 20, two cores). */
const edgeFlags = ["--max-semi-space-size=64"];

export type SuperviseOptions = {
  settings: Env;
  /** The folder of the bundled programs, `<part>.mjs`. */
  programs: string;
  /** Pages are compiled as they are asked for. */
  dev: boolean;
  log: Logger;
  /** The environment of a child, from what is to be changed in ours. */
  childEnv(changes: Record<string, string>): NodeJS.ProcessEnv;
  /** Takes the lines of the children, prefixed with their part. */
  print(line: string): void;
  /** Hears of a fault after the start that waiting does not mend. */
  gaveUp(fault: StartFault): void;
};

/**
 * Starts the house: stores (where no URLs are set), migrations, then edge, web and worker; keeps them running, and stops them in order.
 * Throws a StartFault, with nothing left running, when it cannot.
 */
export class Supervisor {
  private readonly keepers: Partial<Record<PartName, Keeper<RunningChild>>> = {};
  private readonly env: Record<string, string>;
  /** Where the embedded stores are, for everybody but themselves: a stores process that is given addresses embeds nothing. */
  private addresses: Record<string, string> = {};
  private readonly children: ChildrenFile;
  private lock: Lock | undefined;
  private stopped: Promise<void> | undefined;
  private readonly halt = new AbortController();

  constructor(private readonly options: SuperviseOptions) {
    const { settings } = options;
    this.children = new ChildrenFile(settings.dataDir);
    this.env = {
      PORT: String(settings.PORT),
      HOST: settings.HOST,
      PUBLIC_URL: settings.publicUrl,
      // next-auth's own name for it.
      NEXTAUTH_URL: settings.publicUrl,
      DATA_DIR: settings.dataDir,
      EDGE_URL: settings.edgeUrl,
      NODE_ENV: options.dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
    };
  }

  async start(): Promise<void> {
    try {
      await this.takeGround();
      const { settings } = this.options;
      if (!settings.DATABASE_URL || !settings.CLICKHOUSE_URL) await this.startStores();
      this.checkNotStopping();
      await this.runOnce("migrate");
      this.checkNotStopping();
      if (settings.WAYMARK_DEMO) await this.runOnce("demo");
      this.checkNotStopping();
      // The edge answers machines at once; pages follow.
      await Promise.all((["edge", "web", "worker"] as const).map((part) => this.keep(part).start()));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops in order: the edge takes nothing new, then those who may still answer it, the data last. */
  stop(): Promise<void> {
    this.halt.abort();
    this.stopped ??= (async () => {
      for (const part of ["edge", "web", "worker", "stores"] as const) await this.stopPart(part);
      // Without the lock the file is another start's.
      if (this.lock) this.children.clear();
      await this.lock?.release();
    })();
    return this.stopped;
  }

  private async stopPart(part: PartName): Promise<void> {
    const keeper = this.keepers[part];
    const running = keeper?.current;
    const begun = performance.now();
    await keeper?.stop();
    if (!running) return;
    const how = await running.exited;
    const level = how === "exit code 0" ? "debug" : "warn";
    this.options.log[level]({ part, how, ms: Math.round(performance.now() - begun) }, "stopped");
  }

  /** Ends everything at once; for a second Ctrl-C. */
  kill(): void {
    for (const keeper of Object.values(this.keepers)) {
      if (keeper.current) process.kill(keeper.current.pid, "SIGKILL");
    }
  }

  /** Stops one part and lets it start again: its program has changed. */
  async restart(part: PartName): Promise<void> {
    await this.keepers[part]?.restart();
  }

  pidOf(part: PartName): number | undefined {
    return this.keepers[part]?.current?.pid;
  }

  private async takeGround(): Promise<void> {
    const { settings, log } = this.options;
    checkDataDir(settings.dataDir);
    const lock = await acquireLock(settings.dataDir);
    if ("heldBy" in lock) {
      throw new StartFault(
        `DATA_DIR ${settings.dataDir} is locked by another start (process ${lock.heldBy || "unknown"})`,
      );
    }
    this.lock = lock;
    await this.children.outlive(log);
    await checkPort(settings);
    this.env.NEXTAUTH_SECRET = settings.NEXTAUTH_SECRET ?? keepSecret(settings.dataDir, "portal");
    this.env.WEB_URL = `http://127.0.0.1:${await freePort()}`;
  }

  private async startStores(): Promise<void> {
    const keeper = this.keep("stores", (running) => {
      const moved = Object.entries(running.env).some(([name, value]) => this.addresses[name] !== value);
      if (!moved) return;
      // Their addresses are new (somebody took the ports): everybody else has to hear of it.
      this.addresses = running.env;
      for (const part of ["edge", "web", "worker"] as const) void this.keepers[part]?.restart();
    });
    this.addresses = (await keeper.start()).env;
  }

  private async runOnce(part: "migrate" | "demo"): Promise<void> {
    const running = await this.spawn(part, this.halt.signal);
    await running.exited;
  }

  private checkNotStopping(): void {
    if (this.halt.signal.aborted) throw new Error("stopped while starting");
  }

  private keep(part: PartName, restarted: (running: RunningChild) => void = () => {}): Keeper<RunningChild> {
    const keeper = new Keeper(part, (signal) => this.spawn(part, signal), this.options.log, {
      restarted,
      gaveUp: this.options.gaveUp,
    });
    this.keepers[part] = keeper;
    return keeper;
  }

  private spawn(part: PartName, signal: AbortSignal): Promise<RunningChild> {
    const { programs, childEnv, print } = this.options;
    const prefix = part.padEnd(7);
    return spawnChild({
      name: part,
      script: path.join(programs, `${part}.mjs`),
      arguments: this.options.dev ? ["--dev"] : [],
      nodeFlags: part === "edge" ? edgeFlags : [],
      env: childEnv(part === "stores" ? this.env : { ...this.env, ...this.addresses }),
      onLine: (line) => print(`${prefix} | ${line}`),
      stopMs: stopMs[part],
      // Making and writing the sample takes a minute or two.
      readyMs: part === "demo" ? 600_000 : undefined,
      signal,
      // Known before it is ready: a start that is killed now leaves it behind all the same.
      onSpawn: (pid) => this.children.note(part, pid),
    });
  }
}
