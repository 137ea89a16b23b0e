import { createLogger } from "@/lib/base/log";
import { openJournal } from "../journal";
import { eventRow } from "./journal-rows";

// A process to be killed: appends from eight callers until then, and tells its parent each batch of ids it got an answer for.
const [directory, round] = process.argv.slice(2) as [string, string];
const log = createLogger("writer", "silent");
const journal = await openJournal({ directory, maxBytes: 1024 ** 3, log, segmentBytes: 200_000 });
let next = 0;

async function appendForever(): Promise<never> {
  for (;;) {
    const ids = Array.from({ length: 20 }, () => `${round}-${next++}`);
    await journal.appendEvents(ids.map((id) => eventRow(id)));
    process.send?.(ids);
  }
}

await Promise.all(Array.from({ length: 8 }, appendForever));
