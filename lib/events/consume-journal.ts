import { setTimeout as sleep } from "node:timers/promises";
import { nowMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";
import { type Cursor, newCursor, readCursor, writeCursor } from "./internal/journal/cursor";
import { type CutBatch, cutBatch, type JournalBatch, recutBatch } from "./internal/journal/cut-batch";
import type { JournalReader } from "./internal/journal/journal-reader";
import type { ReadLimits } from "./internal/journal/segment-reader";
import { isAfter } from "./internal/journal/segments";

export type { JournalBatch };

export type ConsumeOptions<Note = null> = {
  journal: JournalReader;
  /** One of the consumers with which the journal was opened. */
  name: string;
  log: Logger;
  /**
   * Takes a batch. When it throws, the same rows come again after a while (at least once: recognise them by their ids), and nobody else
   * waits for it. What it must not do is take long on this thread: it shares it with those who append.
   */
  handle(batch: JournalBatch, note: Note): Promise<void>;
  /**
   * Decides something about a batch before its first effect. Its answer (JSON) is on disk before `handle` sees it, and from then on the
   * same rows come under the same name with the same note, over restarts too.
   */
  prepare?(batch: JournalBatch): Promise<Note>;
  limits?: ReadLimits;
  /** Shortest time between two batches that are not full. */
  minIntervalMs?: number;
};

export type ConsumerState = { batches: number; lastBatchAt: number | null; fault: string | null };

export type Consumer = {
  status(): ConsumerState;
  /** Resolves when everything that was durable at the call was taken. */
  settled(): Promise<void>;
  /** Finishes the batch under way, at most `graceMs`, and stops. */
  stop(graceMs?: number): Promise<void>;
};

/** 20,000 rows are about 10 MB of JSON. */
const defaultLimits: ReadLimits = { maxRows: 20_000, maxBytes: 16 * 1024 * 1024 };
/** After the first row of a quiet time: its neighbours of the same moment come along. */
const lingerMs = 25;
/** A cursor costs the disk two waits: while many batches come, it is written so often, and when they end. */
const saveEveryMs = 500;
const firstRetryMs = 100;
const lastRetryMs = 5_000;

/** Gives the journal's rows to one consumer, in order, batch after batch, until stopped; waits and tries again while it cannot take them. */
export async function consumeJournal<Note = null>(options: ConsumeOptions<Note>): Promise<Consumer> {
  const { journal, name } = options;
  const { done } = journal.placeOf(name);
  const { cursor } = await readCursor(journal.directory, name);
  const loop = new ConsumerLoop(options, cursor ?? newCursor(done.segment));
  loop.begin();
  return loop;
}

class ConsumerLoop<Note> implements Consumer {
  private readonly state: ConsumerState = { batches: 0, lastBatchAt: null, fault: null };
  private readonly limits: ReadLimits;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => {};
  private woken = false;
  private idle = false;
  private waiters: (() => void)[] = [];
  private retryMs = firstRetryMs;
  private cursorSaved = true;
  private savedAt = 0;

  constructor(
    private readonly options: ConsumeOptions<Note>,
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

  status(): ConsumerState {
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
    if (!this.cursorSaved) await this.save().catch((error: Error) => this.complain(error));
  }

  /** One batch; answers whether it was a full one, or null when there was nothing to do. */
  private async step(): Promise<boolean | null> {
    const { name, log, prepare } = this.options;
    this.followSkip();
    const planned = await this.plan();
    if (!planned) return null;
    const { batch, note } = planned;
    if (batch.damaged) {
      log.error({ consumer: name, batch: batch.name, bytes: batch.damaged }, "stepped over damage in the journal");
    }
    await this.options.handle({ name: batch.name, records: batch.records }, note);
    this.cursor = { ...this.cursor, done: batch.to, plan: null };
    this.cursorSaved = false;
    this.state.batches++;
    this.state.lastBatchAt = nowMs();
    // With a plan, the next one is written down anyway before anything is done, and this place with it.
    if (!prepare && nowMs() - this.savedAt >= saveEveryMs) await this.save();
    return batch.records.length >= this.limits.maxRows;
  }

  private async plan(): Promise<{ batch: CutBatch; note: Note } | null> {
    const { journal, prepare } = this.options;
    const { plan } = this.cursor;
    if (plan) {
      const batch = await recutBatch(journal, plan.batch, plan.from, plan.to);
      return { batch, note: plan.note as Note };
    }
    const batch = await cutBatch(journal, this.cursor.journal, this.cursor.done, this.limits);
    if (!batch || !prepare) return batch && { batch, note: null as Note };
    const note = await prepare({ name: batch.name, records: batch.records });
    this.cursor = { ...this.cursor, plan: { batch: batch.name, from: batch.from, to: batch.to, note } };
    await this.save();
    return { batch, note };
  }

  /** The journal may have moved us forward, because it would have filled. */
  private followSkip(): void {
    const { done, skippedEvents } = this.options.journal.placeOf(this.options.name);
    if (!isAfter(done, this.cursor.done)) return;
    this.cursor = { ...this.cursor, done, plan: null, skippedEvents };
    this.cursorSaved = false;
  }

  private async save(): Promise<void> {
    const { journal, name } = this.options;
    try {
      await writeCursor(journal.directory, name, this.cursor);
    } catch (error) {
      // Taking rows is what frees a full disk, so it goes on. Should we be killed now, rows come again, and are known by their ids.
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
    this.cursorSaved = true;
    this.savedAt = nowMs();
    await journal.release(name, this.cursor.done);
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
    const { log, name } = this.options;
    if (this.state.fault) log.info({ consumer: name }, "a consumer of the journal takes events again");
    this.state.fault = null;
    this.retryMs = firstRetryMs;
  }

  private complain(error: Error): void {
    const { log, name } = this.options;
    if (!this.state.fault) {
      log.warn({ err: error, consumer: name }, "a consumer cannot take events: they wait in the journal");
    }
    this.state.fault = error.message.slice(0, 300);
  }
}
