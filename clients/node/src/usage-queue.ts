import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Transport } from "./transport.js";
import type { ReportedCall } from "./types.js";
import { writeRecord } from "./write-record.js";

const pack = promisify(gzip);

export type UsageOptions = {
  source: string;
  /** Records that wait at most; more are dropped and counted. */
  maxWaiting: number;
  /** Sent as soon as so many wait ... */
  flushAt: number;
  /** ... or this long after the first. */
  flushEveryMs: number;
  timeoutMs: number;
};

/** Records in one request; the portal takes up to 10,000. */
const mostInRequest = 5_000;
/** Smaller bodies are not worth packing. */
const packFromBytes = 1_024;
/** The fastest: reports are like each other, and the API's own processor time is dearer than the few bytes more. */
const packing = { level: 1 };
const firstPauseMs = 250;
const longestPauseMs = 30_000;

/**
 * Calls on their way to `POST /v1/usage`: kept in a bounded queue, sent in batches, again after a failure under the same ids,
 * so that none counts twice. Never throws, never waits for the portal in a call's way.
 */
export class UsageQueue {
  readonly #transport: Transport;
  readonly #options: UsageOptions;
  readonly #warn: (message: string) => void;
  /** As JSON: written at once, so that one that cannot be written holds up no other, and nothing changes while it waits. */
  #waiting: string[] = [];
  /** Before the queue's own first entry: those of a request under way are not in it. */
  #sending: string[] = [];
  #run: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #closed = false;
  #batch: number;
  readonly #prefix = randomBytes(9).toString("base64url");
  #number = 0;
  readonly counts = { sent: 0, duplicates: 0, rejected: 0, dropped: 0 };

  constructor(transport: Transport, options: UsageOptions, warn: (message: string) => void) {
    this.#transport = transport;
    this.#options = options;
    this.#warn = warn;
    this.#batch = mostInRequest;
  }

  get waiting(): number {
    return this.#waiting.length + this.#sending.length;
  }

  add(call: ReportedCall): void {
    if (this.#closed || this.waiting >= this.#options.maxWaiting) {
      this.counts.dropped += 1;
      return;
    }
    const id = call.id ?? `${this.#prefix}-${(this.#number++).toString(36)}`;
    try {
      this.#waiting.push(writeRecord(this.#options.source, id, call));
    } catch (error) {
      this.counts.rejected += 1;
      this.#warn(`a usage record cannot be written: ${(error as Error).name}`);
      return;
    }
    if (this.#run) return;
    if (this.#waiting.length >= this.#options.flushAt) this.#start();
    else if (!this.#timer) {
      this.#timer = setTimeout(() => this.#start(), this.#options.flushEveryMs);
      this.#timer.unref();
    }
  }

  /** Sends what waits; resolves when it is acknowledged, dropped, or `withinMs` are over. */
  async flush(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (this.waiting > 0 && performance.now() < until) {
      this.#start();
      this.#wake?.();
      let timer: NodeJS.Timeout | undefined;
      const timeUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.max(1, until - performance.now()));
      });
      await Promise.race([this.#run, timeUp]);
      clearTimeout(timer);
    }
  }

  /** Flushes; what could not be sent in time is dropped and counted, and so is what comes later. */
  async close(withinMs: number): Promise<void> {
    await this.flush(withinMs);
    this.#closed = true;
    clearTimeout(this.#timer);
    this.counts.dropped += this.waiting;
    this.#waiting = [];
    this.#sending = [];
    this.#wake?.();
    if (this.counts.dropped > 0) this.#warn(`${this.counts.dropped} usage records were dropped in all`);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#run ??= this.#drain().finally(() => {
      this.#run = undefined;
      // What came after the last look has no timer yet.
      if (!this.#closed && this.#waiting.length > 0 && !this.#timer) {
        this.#timer = setTimeout(() => this.#start(), this.#options.flushEveryMs);
        this.#timer.unref();
      }
    });
  }

  /** Until less than a full batch is left: the rest waits for more, or for the timer. */
  async #drain(): Promise<void> {
    do {
      this.#sending = this.#waiting.splice(0, this.#batch);
      let pauseMs = firstPauseMs;
      while (this.#sending.length > 0 && !this.#closed) {
        const retryMs = await this.#send(this.#sending, pauseMs);
        if (retryMs === undefined) this.#sending = [];
        else {
          await this.#pause(retryMs);
          pauseMs = Math.min(longestPauseMs, pauseMs * 2);
          // A smaller batch was asked for.
          if (this.#sending.length > this.#batch) this.#waiting.unshift(...this.#sending.splice(this.#batch));
        }
      }
    } while (!this.#closed && this.#waiting.length >= this.#options.flushAt);
  }

  /** Sends one batch; answers how long to wait before the same again, or nothing when it is done with. */
  async #send(calls: string[], pauseMs: number): Promise<number | undefined> {
    const backOff = pauseMs * (0.5 + Math.random() / 2);
    try {
      const text = `[${calls.join(",")}]`;
      const packed = text.length >= packFromBytes ? await pack(text, packing) : undefined;
      const headers: Record<string, string> = packed ? { "content-encoding": "gzip" } : {};
      const reply = await this.#transport.post("/v1/usage", packed ?? text, headers, this.#options.timeoutMs);
      if (reply.status === 200) return this.#settle(reply.text);
      if (reply.status === 413 && calls.length > 1) {
        this.#batch = Math.max(1, Math.floor(calls.length / 2));
        return 0;
      }
      if (reply.status === 400 || reply.status === 413 || reply.status === 415) {
        this.counts.rejected += calls.length;
        this.#warn(`${calls.length} usage records were refused: status ${reply.status}`);
        return undefined;
      }
      this.#warn(`usage is not taken right now: status ${reply.status}`);
      const retryAfter = Number(reply.headers["retry-after"]);
      return retryAfter > 0 ? Math.min(retryAfter, 300) * 1_000 : backOff;
    } catch (error) {
      this.#warn(`usage is not taken right now: ${(error as Error).message}`);
      return backOff;
    }
  }

  #settle(text: string): undefined {
    const answer = JSON.parse(text) as { accepted: number; duplicates: number; rejected: { errors: object[] }[] };
    this.counts.sent += answer.accepted;
    this.counts.duplicates += answer.duplicates;
    this.counts.rejected += answer.rejected.length;
    const [first] = answer.rejected;
    if (first) {
      this.#warn(
        `${answer.rejected.length} usage records were refused, the first for: ${JSON.stringify(first.errors)}`,
      );
    }
  }

  /** Waits; a flush or the end of it all cuts it short. Does not keep the process alive by itself. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      timer.unref();
      this.#wake = done;
      const self = this;
      function done() {
        clearTimeout(timer);
        self.#clearWake(done);
        resolve();
      }
    });
  }

  #clearWake(done: () => void): void {
    if (this.#wake === done) this.#wake = undefined;
  }
}
