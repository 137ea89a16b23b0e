import { setTimeout as sleep } from "node:timers/promises";
import { secondMs } from "@/lib/base/clock";
import { recordRefusal } from "@/lib/privacy/record-refusal";
import type { EdgeContext } from "./context";

/** Half an hour, for a database that is away: nobody's answer waits for it. */
const tries = 60;
const pauseMs = 30 * secondMs;

/** Writes down that a visitor is not to be followed any more, as soon as the database takes it. */
export async function noteRefusal(
  { db, log, stopping }: Pick<EdgeContext, "db" | "log" | "stopping">,
  visitorId: string,
): Promise<void> {
  for (let left = tries; left > 0; left--) {
    try {
      return await recordRefusal(db, visitorId);
    } catch (error) {
      if (left === tries || left === 1)
        log.warn({ err: error, left }, "a refusal to be tracked is not written down yet");
      if (stopping.aborted) return;
      await sleep(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}
