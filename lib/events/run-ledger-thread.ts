import os from "node:os";
import type { MessagePort } from "node:worker_threads";
import { closeClickhouse } from "@/lib/base/clickhouse/client";
import { setEnv } from "@/lib/base/env";
import { createLogger } from "@/lib/base/log";
import type { ConsumerState } from "./consume-journal";
import { drainJournal } from "./drain-journal";
import type { Inserted } from "./internal/journal/insert-batch";
import type { JournalExtent } from "./internal/journal/journal-reader";
import type { Position } from "./internal/journal/segments";
import { type ReaderWord, ShadowJournal } from "./internal/journal/shadow-journal";

export type LedgerThreadData = {
  directory: string;
  extent: JournalExtent;
  place: { done: Position; skippedEvents: number };
  clickhouseUrl: string | undefined;
  logLevel: string;
};
export type ToLedgerThread = { extent: JournalExtent; settle?: number } | { stop: number };
export type FromLedgerThread = ReaderWord | { inserted: Inserted } | { state: ConsumerState } | { settled: number };

/** How often the thread tells how it is, when that changed. */
const stateMs = 100;
/** Below those who answer callers: on a full machine the ledger lags, and nobody waits longer for an acknowledgement. */
const niceness = 5;

/** The thread's side of `startLedgerThread`. */
export async function runLedgerThread(port: MessagePort, data: LedgerThreadData): Promise<void> {
  setEnv({ CLICKHOUSE_URL: data.clickhouseUrl });
  // On Linux a thread has a priority of its own; elsewhere this would be the whole process'.
  if (process.platform === "linux") os.setPriority(0, niceness);
  const tell = (message: FromLedgerThread) => port.postMessage(message);
  const journal = new ShadowJournal(data.directory, data.extent, data.place, tell);
  const drain = await drainJournal({
    journal,
    log: createLogger("edge", data.logLevel),
    onInserted: (inserted) => tell({ inserted }),
  });
  let told = "";
  const tellState = () => {
    const state = drain.status();
    const text = JSON.stringify(state);
    if (text !== told) tell({ state });
    told = text;
  };
  const telling = setInterval(tellState, stateMs);
  port.on("message", async (message: ToLedgerThread) => {
    if ("stop" in message) {
      clearInterval(telling);
      await drain.stop(message.stop);
      await closeClickhouse();
      port.close();
      return;
    }
    const { extent, settle } = message;
    journal.hear({ extent });
    if (settle === undefined) return;
    await drain.settled();
    tellState();
    tell({ settled: settle });
  });
}
