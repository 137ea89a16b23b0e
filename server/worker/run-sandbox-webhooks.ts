import { setTimeout as sleep } from "node:timers/promises";
import { secondMs } from "@/lib/base/clock";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import { WebhookEngine } from "@/lib/sandbox/deliver-webhooks";

const pollMs = 300;
const lastRetryMs = 5 * secondMs;

/** Delivers the sandbox's webhook messages until stopped; waits, longer each time, while the database is away. */
export function runSandboxWebhooks(db: Db, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const engine = new WebhookEngine({
    db,
    signal,
    onFault: (error) => log.warn({ err: error }, "a sandbox webhook stumbled"),
  });
  const running = (async () => {
    let waitMs = pollMs;
    while (!signal.aborted) {
      try {
        await engine.tick();
        waitMs = pollMs;
      } catch (error) {
        if (waitMs === pollMs) log.warn({ err: error }, "sandbox webhooks wait");
        waitMs = Math.min(waitMs * 2, lastRetryMs);
      }
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
      await engine.settled();
    },
  };
}
