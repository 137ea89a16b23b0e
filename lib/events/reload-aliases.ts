import { clickhouse } from "@/lib/base/clickhouse/client";
import { secondMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";

/** Who a visitor is, and where somebody worked when. */
const dictionaries = ["visitor_alias", "person_company"];

/**
 * Answers a function to call when new ties of visitors, persons and companies are in the ledger: at most once a second it has the store read
 * the dictionaries of identity anew, so that a report a moment after a sign-up knows the visitor's past. Failures are harmless: the store does it by itself every few seconds.
 */
export function aliasReloader(log: Logger): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const name of dictionaries) {
        clickhouse()
          .command({ query: `SYSTEM RELOAD DICTIONARY ${name}` })
          .catch((error: unknown) => log.debug({ err: error, name }, "a dictionary of identity was not reloaded"));
      }
    }, secondMs);
    timer.unref();
  };
}
