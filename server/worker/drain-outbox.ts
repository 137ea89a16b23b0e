import { setTimeout as sleep } from "node:timers/promises";
import { secondMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import { deliverOutbox, hasOutbox, type PostBatch } from "@/lib/events/deliver-outbox";

/** People watch their checklist tick: an event of the house is on its way within that. */
const pollMs = 150;
const firstRetryMs = 250;
const lastRetryMs = 5 * secondMs;

/** Empties the outbox into the edge until stopped; waits, longer each time, while the edge or the database is away. */
export function drainOutbox(db: Db, post: PostBatch, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  const run = async () => {
    let retryMs = firstRetryMs;
    let fault: string | null = null;
    while (!stopping.signal.aborted) {
      let waiting: string | null = null;
      let more = false;
      try {
        if (await hasOutbox(db)) {
          const delivery = await deliverOutbox(db, post);
          ({ waiting, more } = delivery);
          if (delivery.refused) log.error({ refused: delivery.refused }, "the collector refused events of the house");
        }
      } catch (error) {
        waiting = (error as Error).message;
      }
      if (waiting !== null && fault === null) log.warn({ reason: waiting }, "events of the house wait in the outbox");
      if (waiting === null && fault !== null) log.info("events of the house are delivered again");
      fault = waiting;
      if (waiting !== null) {
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, lastRetryMs);
      } else {
        retryMs = firstRetryMs;
        if (!more) await pause(pollMs);
      }
    }
  };

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
