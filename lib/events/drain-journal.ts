import { setTimeout as sleep } from "node:timers/promises";
import { nowMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";
import { type Cursor, newCursor, readCursor, writeCursor } from "./internal/journal/cursor";
import type { FileJournal } from "./internal/journal/file-journal";
import { type Inserted, insertBatch } from "./internal/journal/insert-batch";
import { type Batch, planBatch, reloadBatch } from "./internal/journal/plan-batch";
import type { ReadLimits } from "./internal/journal/segment-reader";

export type DrainOptions = {
  journal: FileJournal;
  log: Logger;
  /** Called after each batch that is in the ledger. */
  onInserted?: (inserted: Inserted) => void;
  limits?: ReadLimits;
  /** Shortest time between two inserts that are not full; every insert makes a part in six tables. */
  minIntervalMs?: number;
};

export type DrainStatus = { batches: number; lastInsertAt: number | null; fault: string | null };

export type Drain = {
  status(): DrainStatus;
  /** Resolves when everything that was durable at the call is in the ledger. */
  settled(): Promise<void>;
  /** Finishes the batch under way, at most `graceMs`, and stops. */
  stop(graceMs?: number): Promise<void>;
};

/** 20,000 rows are about 10 MB of JSON and 0.2 s of inserting. */
const defaultLimits: ReadLimits = { maxRows: 20_000, maxBytes: 16 * 1024 * 1024 };
/** After the first row of a quiet time: its neighbours of the same moment come along. */
const lingerMs = 25;
const firstRetryMs = 100;
const lastRetryMs = 5_000;

/** Moves the journal into the ledger, in order, batch after batch, until stopped; waits and tries again while the store is away. */
export async function drainJournal(options: DrainOptions): Promise<Drain> {
  const { cursor } = await readCursor(options.journal.directory);
  const drainer = new Drainer(options, cursor ?? newCursor(options.journal.start.segment));
  drainer.begin();
  return drainer;
}

class Drainer implements Drain {
  private readonly state: DrainStatus = { batches: 0, lastInsertAt: null, fault: null };
  private readonly limits: ReadLimits;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => {};
  private woken = false;
  private idle = false;
  private waiters: (() => void)[] = [];
  private retryMs = firstRetryMs;
  private cursorSaved = true;

  constructor(
    private readonly options: DrainOptions,
    private cursor: Cursor,
  ) {
    this.limits = options.limits ?? defaultLimits;
  }

  begin(): void {
    const stopListening = this.options.journal.onCommit(() => {
      this.woken = true;
      this.wake();
    });
    this.running = this.run().finally(stopListening);
  }

  status(): DrainStatus {
    return { ...this.state };
  }

  settled(): Promise<void> {
    if (this.idle && !this.options.journal.readable(this.cursor.done)) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  async stop(graceMs = 2_000): Promise<void> {
    this.stopping.abort();
    this.wake();
    await Promise.race([this.running, sleep(graceMs, undefined, { ref: false })]);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        this.woken = false;
        const full = await this.step();
        this.recover();
        if (full === null) await this.rest();
        else if (!full) await this.pause(this.options.minIntervalMs ?? 250);
      } catch (error) {
        this.complain(error as Error);
        await this.pause(this.retryMs);
        this.retryMs = Math.min(this.retryMs * 2, lastRetryMs);
      }
    }
    if (!this.cursorSaved) await this.save();
  }

  /** One batch; answers whether it was a full one, or null when there was nothing to do. */
  private async step(): Promise<boolean | null> {
    const { journal, log } = this.options;
    const batch = this.cursor.plan ? await reloadBatch(journal, this.cursor.plan) : await this.plan();
    if (!batch) return null;
    if (batch.damaged)
      log.error({ batch: batch.plan.batch, bytes: batch.damaged }, "stepped over damage in the journal");
    const inserted = await insertBatch(batch, log);
    this.cursor = { ...this.cursor, done: batch.plan.to, plan: null };
    this.cursorSaved = false;
    this.state.batches++;
    this.state.lastInsertAt = nowMs();
    this.options.onInserted?.(inserted);
    return batch.records.length >= this.limits.maxRows;
  }

  private async plan(): Promise<Batch | null> {
    const { journal } = this.options;
    const batch = await planBatch(journal, this.cursor.journal, this.cursor.done, this.limits);
    if (!batch) return null;
    this.cursor = { ...this.cursor, plan: batch.plan };
    await this.save();
    return batch;
  }

  private async save(): Promise<void> {
    try {
      await writeCursor(this.options.journal.directory, this.cursor);
    } catch (error) {
      // Draining is what frees a full disk, so it goes on. Should we be killed now, ids already in the ledger keep a second try from counting.
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
    this.cursorSaved = true;
    await this.options.journal.forget(this.cursor.done);
  }

  private async rest(): Promise<void> {
    if (!this.cursorSaved) await this.save();
    const { journal } = this.options;
    if (!this.woken && !journal.readable(this.cursor.done) && !this.stopping.signal.aborted) {
      this.idle = true;
      for (const resolve of this.waiters.splice(0)) resolve();
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.idle = false;
    }
    await this.pause(lingerMs);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private recover(): void {
    if (this.state.fault) this.options.log.info("the ledger takes events again");
    this.state.fault = null;
    this.retryMs = firstRetryMs;
  }

  private complain(error: Error): void {
    if (!this.state.fault)
      this.options.log.warn({ err: error }, "the ledger is not reachable: events wait in the journal");
    this.state.fault = error.message.slice(0, 300);
  }
}
