import type { Logger } from "@/lib/base/log";
import { StartFault } from "./child";

/** Something that runs beside us: a child, or an engine. `exited` tells how it ended, asked for or not. */
export type Running = { exited: Promise<string>; stop(): Promise<void> };

export const firstBackoffMs = 100;
export const lastBackoffMs = 5_000;
/** After this long in health an end counts as the first one again. */
export const healthyMs = 60_000;
/** Attempts to get up for the first time; after that something is wrong which waiting does not mend. */
const firstAttempts = 5;

/** Keeps one thing running: starts it again when it ends, waiting 100 ms, 200 ms, ... 5 s in between. */
export class Keeper<T extends Running> {
  current: T | undefined;
  /** How often it was started again. */
  restarts = 0;
  private stopping = false;
  /** Its end was asked for by restart(). */
  private asked = false;
  private backoffMs = firstBackoffMs;
  private readonly halt = new AbortController();
  private watching: Promise<void> = Promise.resolve();
  private launching: Promise<unknown> = Promise.resolve();

  constructor(
    readonly name: string,
    /** Given up when the signal is aborted: it must then leave nothing behind and throw. */
    private readonly launch: (signal: AbortSignal) => Promise<T>,
    private readonly log: Logger,
    /** Hears of every start after the first, and of a fault that ends the trying. */
    private readonly hooks: { restarted?(running: T): void; gaveUp?(fault: StartFault): void } = {},
  ) {}

  /** Starts it; resolves when it is ready. Throws a StartFault when it cannot be got to run. */
  async start(): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const running = await this.begin();
        this.adopt(running);
        return running;
      } catch (error) {
        if (error instanceof StartFault || this.stopping) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        this.log.error({ part: this.name, attempt, reason }, "did not start");
        if (attempt >= firstAttempts) throw new StartFault(`${this.name} does not start: ${reason}`);
        await this.pause();
      }
    }
  }

  /** Stops it for good. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.halt.abort();
    await this.launching;
    await this.current?.stop();
    await this.watching;
  }

  /** Stops it and lets it start again at once: its settings have changed. */
  async restart(): Promise<void> {
    this.backoffMs = firstBackoffMs;
    this.asked = true;
    await this.current?.stop();
  }

  private begin(): Promise<T> {
    const begun = this.launch(this.halt.signal);
    this.launching = begun.catch(() => {});
    return begun;
  }

  private adopt(running: T): void {
    this.current = running;
    const since = Date.now();
    this.watching = running.exited.then(async (how) => {
      this.current = undefined;
      if (this.stopping) return;
      if (Date.now() - since >= healthyMs) this.backoffMs = firstBackoffMs;
      this.log[this.asked ? "info" : "error"](
        { part: this.name, how, againInMs: this.backoffMs },
        "ended; starting it again",
      );
      this.asked = false;
      await this.revive();
    });
  }

  private async revive(): Promise<void> {
    while (!this.stopping) {
      await this.pause();
      if (this.stopping) return;
      try {
        const running = await this.begin();
        this.restarts++;
        this.adopt(running);
        this.hooks.restarted?.(running);
        return;
      } catch (error) {
        if (error instanceof StartFault) {
          this.hooks.gaveUp?.(error);
          return;
        }
        const reason = error instanceof Error ? error.message : String(error);
        this.log.error({ part: this.name, reason }, "did not start again");
      }
    }
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, this.backoffMs);
      const { signal } = this.halt;
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
    this.backoffMs = Math.min(this.backoffMs * 2, lastBackoffMs);
  }
}
