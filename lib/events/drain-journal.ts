import type { Logger } from "@/lib/base/log";
import { type Consumer, consumeJournal } from "./consume-journal";
import { findRepeated } from "./internal/journal/find-repeated";
import { type Inserted, insertBatch } from "./internal/journal/insert-batch";
import type { JournalReader } from "./internal/journal/journal-reader";
import type { ReadLimits } from "./internal/journal/segment-reader";
import { ledgerConsumer } from "./journal";

export type DrainOptions = {
  journal: JournalReader;
  log: Logger;
  /** Called after each batch that is in the ledger. */
  onInserted?: (inserted: Inserted) => void;
  limits?: ReadLimits;
  /** Shortest time between two inserts that are not full; every insert makes a part in six tables. */
  minIntervalMs?: number;
};

/**
 * Moves the journal into the ledger: the consumer for whom everything waits. Which rows of a batch are left out, because the ledger has them
 * already, is decided and written down before the first is sent; so the same block goes out again under the same name after a crash.
 */
export function drainJournal({ onInserted, ...options }: DrainOptions): Promise<Consumer> {
  return consumeJournal<number[]>({
    ...options,
    name: ledgerConsumer,
    prepare: ({ name, records }) => findRepeated(records, name),
    async handle(batch, dropped) {
      const inserted = await insertBatch(batch, dropped, options.log);
      onInserted?.(inserted);
    },
  });
}
