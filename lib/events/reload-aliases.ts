import { clickhouse } from "@/lib/base/clickhouse/client";
import { secondMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";

/**
 * Answers a function to call when new ties of visitors and persons are in the ledger: at most once a second it has the store read the
 * alias dictionary anew, so that a report a moment after a sign-up knows the visitor's past. Failures are harmless: the store does it by itself every few seconds.
 */
export function aliasReloader(log: Logger): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      clickhouse()
        .command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" })
        .catch((error: unknown) => log.debug({ err: error }, "the alias dictionary was not reloaded"));
    }, secondMs);
    timer.unref();
  };
}
