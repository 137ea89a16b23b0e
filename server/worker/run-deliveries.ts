import { setTimeout as sleep } from "node:timers/promises";
import { secondMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import { DeliveryEngine } from "@/lib/destinations/deliver-due";
import { runReplays } from "@/lib/destinations/run-replays";
import { listVisitorLinks } from "@/lib/identity/list-visitor-links";
import { FactGatherer } from "./gather-facts";

/** How soon an event is on its way to its destinations. */
const pollMs = 300;
const firstRetryMs = 500;
const lastRetryMs = 5 * secondMs;

/** Delivers to destinations until stopped; waits, longer each time, while the database is away. */
export function runDeliveries(db: Db, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const facts = new FactGatherer(db);
  const engine = new DeliveryEngine({
    db,
    signal,
    gatherFacts: (events) => facts.gather(events),
    onFault: (error) => log.warn({ err: error }, "deliveries to destinations stumbled"),
  });

  const loop = async (name: string, step: () => Promise<boolean>) => {
    let retryMs = firstRetryMs;
    let away = false;
    while (!signal.aborted) {
      try {
        const more = await step();
        if (away) log.info(`${name} go on`);
        away = false;
        retryMs = firstRetryMs;
        if (!more) await pause(pollMs);
      } catch (error) {
        if (!away) log.warn({ err: error }, `${name} wait`);
        away = true;
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, lastRetryMs);
      }
    }
  };

  const running = Promise.all([
    loop("deliveries to destinations", async () => {
      await engine.tick();
      return false;
    }),
    loop("replays to destinations", async () => {
      const more = await runReplays(db, (visitorIds) => listVisitorLinks(db, visitorIds));
      if (!more) await pause(2 * secondMs);
      return more;
    }),
  ]);
  return {
    async stop() {
      stopping.abort();
      await running;
      await engine.settled();
    },
  };
}
