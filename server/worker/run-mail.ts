import { setTimeout as sleep } from "node:timers/promises";
import { secondMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import { deliverMails } from "@/lib/mail/deliver-mails";
import { openMailTransport } from "@/lib/mail/mail-transport";

const pollMs = secondMs;
const lastRetryMs = 15 * secondMs;

/** Sends mails until stopped; waits, longer each time, while the database is away. Without SMTP_URL they stay in the mailbox. */
export function runMail(db: Db, log: Logger): { stop(): Promise<void> } {
  const { SMTP_URL } = env();
  if (!SMTP_URL) return { stop: async () => undefined };
  const stopping = new AbortController();
  const { signal } = stopping;
  const transport = openMailTransport(SMTP_URL);
  const running = (async () => {
    let waitMs = pollMs;
    while (!signal.aborted) {
      try {
        const { sent, givenUp, later } = await deliverMails(db, transport, signal);
        if (sent) log.info({ sent }, "mails went out");
        if (givenUp + later) log.warn({ givenUp, later }, "mails that the mail server did not take");
        waitMs = pollMs;
      } catch (error) {
        if (waitMs === pollMs) log.warn({ err: error }, "mails wait");
        waitMs = Math.min(waitMs * 2, lastRetryMs);
      }
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      // A server that is silent must not hold up the end; what it had is due again when the lease ends.
      await Promise.race([running, sleep(secondMs)]);
      transport.close();
    },
  };
}
