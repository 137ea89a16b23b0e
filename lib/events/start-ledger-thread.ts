import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Logger } from "@/lib/base/log";
import type { Consumer, ConsumerState } from "./consume-journal";
import type { FileJournal } from "./internal/journal/file-journal";
import type { Inserted } from "./internal/journal/insert-batch";
import { ledgerConsumer } from "./journal";
import type { FromLedgerThread, LedgerThreadData, ToLedgerThread } from "./run-ledger-thread";

export type LedgerThreadOptions = {
  journal: FileJournal;
  /** The bundled program of the thread (server/ledger). */
  program: string;
  clickhouseUrl: string | undefined;
  log: Logger;
  onInserted?: (inserted: Inserted) => void;
};

const restartMs = 1_000;

/**
 * Drains the journal into the ledger in a thread of its own: reading, checking and sending twenty thousand rows takes some ten milliseconds at
 * a time, which whoever waits for an acknowledgement or a verification must not feel. Should the thread die, another one goes on where it was.
 */
export function startLedgerThread(options: LedgerThreadOptions): Consumer {
  const thread = new LedgerThread(options);
  thread.begin();
  return thread;
}

class LedgerThread implements Consumer {
  private state: ConsumerState = { batches: 0, lastBatchAt: null, fault: null };
  private worker: Worker | undefined;
  private stopping = false;
  private wantsNews = false;
  private told = "";
  private nextQuestion = 1;
  private readonly waiters = new Map<number, () => void>();
  private stopListening: () => void = () => {};
  private restart: NodeJS.Timeout | undefined;

  constructor(private readonly options: LedgerThreadOptions) {}

  begin(): void {
    this.spawn();
    this.stopListening = this.options.journal.onCommit(() => {
      if (this.wantsNews) this.sendNews();
    });
  }

  status(): ConsumerState {
    return { ...this.state };
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      const question = this.nextQuestion++;
      this.waiters.set(question, resolve);
      this.send({ extent: this.options.journal.extent, settle: question });
    });
  }

  async stop(graceMs = 2_000): Promise<void> {
    this.stopping = true;
    this.stopListening();
    clearTimeout(this.restart);
    const { worker } = this;
    if (!worker) return;
    const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    this.send({ stop: graceMs });
    await Promise.race([exited, sleep(graceMs + 250, undefined, { ref: false })]);
    // As good as kill -9: what was not finished is done again at the next start.
    await worker.terminate();
  }

  private spawn(): void {
    const { journal, program, clickhouseUrl, log } = this.options;
    const { done, skippedEvents } = journal.placeOf(ledgerConsumer);
    const data: LedgerThreadData = {
      directory: journal.directory,
      extent: journal.extent,
      place: { done, skippedEvents },
      clickhouseUrl,
      logLevel: log.level,
    };
    const worker = new Worker(program, { workerData: data });
    this.worker = worker;
    worker.on("message", (message: FromLedgerThread) => this.hear(message));
    worker.on("error", (error) => log.error({ err: error }, "the ledger's thread failed"));
    worker.on("exit", () => {
      this.worker = undefined;
      if (this.stopping) return;
      this.state = { ...this.state, fault: "the ledger's thread ended; another one is started" };
      this.restart = setTimeout(() => {
        this.spawn();
        for (const question of this.waiters.keys()) this.send({ extent: journal.extent, settle: question });
      }, restartMs);
    });
  }

  private hear(message: FromLedgerThread): void {
    const { journal, log, onInserted } = this.options;
    if ("wantsNews" in message) {
      this.wantsNews = true;
      if (this.told !== nameOf(journal)) this.sendNews();
    } else if ("done" in message) {
      journal
        .release(ledgerConsumer, message.done)
        .catch((error: unknown) => log.error({ err: error }, "a segment of the journal cannot be removed"));
    } else if ("state" in message) {
      this.state = message.state;
    } else if ("settled" in message) {
      this.waiters.get(message.settled)?.();
      this.waiters.delete(message.settled);
    } else {
      onInserted?.(message.inserted);
    }
  }

  private sendNews(): void {
    this.wantsNews = false;
    this.send({ extent: this.options.journal.extent });
  }

  private send(message: ToLedgerThread): void {
    if ("extent" in message) this.told = nameOf(this.options.journal);
    this.worker?.postMessage(message);
  }
}

/** Differs as soon as there is more to read. */
function nameOf({ end }: FileJournal): string {
  return `${end.segment}.${end.offset}`;
}
