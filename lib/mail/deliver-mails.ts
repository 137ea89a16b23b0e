import { dayMs, nowMs, secondMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { nextAttemptDelayMs } from "@/lib/base/webhooks/retry-schedule";
import { type ClaimedMail, claimMails } from "./internal/mail-rows";
import { wantsNone } from "./internal/wants-none";
import type { MailOutcome, MailTransport } from "./mail-transport";

/** Longer than one try can take; who dies over one is followed after that. */
const leaseMs = 120 * secondMs;
const batch = 10;
/** What nobody could send for that long is no news any more; the webhooks' schedule ends there, too. */
export const tooOldMs = 4 * dayMs;

/**
 * Sends mails that are due, a handful at a time, until none is left or `signal` says stop. Returns how many went out, were given up, and
 * will be tried again. Killed in the middle, what it held is due again when its lease ends, under the same Message-ID.
 */
export async function deliverMails(db: Db, transport: MailTransport, signal?: AbortSignal) {
  const done = { sent: 0, givenUp: 0, later: 0 };
  while (!signal?.aborted) {
    const claimed = await claimMails(db, batch, leaseMs);
    await Promise.all(
      claimed.map(async (mail) => {
        const state = await deliver(db, transport, mail);
        done[state === "delivered" ? "sent" : state === "dead" ? "givenUp" : "later"]++;
      }),
    );
    if (claimed.length < batch) break;
  }
  return done;
}

async function deliver(db: Db, transport: MailTransport, mail: ClaimedMail): Promise<string> {
  const startedAt = performance.now();
  const outcome = (await whyNot(db, mail)) ?? (await transport.send(mail));
  const at = new Date(nowMs());
  const attempts = mail.attempts + 1;
  const delayMs = outcome.kind === "retry" ? nextAttemptDelayMs(attempts) : null;
  const state = outcome.kind === "sent" ? "delivered" : delayMs === null ? "dead" : "waiting";
  await db.mail.updateMany({
    where: { id: mail.id, state: "waiting" },
    data: {
      ...{ state, attempts, leasedUntil: null, responseStatus: outcome.status },
      error: outcome.kind === "sent" ? null : outcome.reason,
      durationMs: Math.round(performance.now() - startedAt),
      ...(delayMs === null ? { finishedAt: at } : { nextAttemptAt: new Date(at.getTime() + delayMs) }),
    },
  });
  return state;
}

/** What changed since it was written; then it is not sent. */
async function whyNot(db: Db, mail: ClaimedMail): Promise<MailOutcome | null> {
  const tooOld = mail.attempts === 0 && nowMs() - mail.created_at.getTime() > tooOldMs;
  if (tooOld) return refuse("it had waited for more than four days when it could have been sent");
  const { kind, recipient: to, person_id: personId } = mail;
  return (await wantsNone(db, { kind, to, personId })) ? refuse("they want no mails of this kind any more") : null;
}

const refuse = (reason: string): MailOutcome => ({ kind: "refused", status: null, reason });
