import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Puts a mail that was given up back into the outbox, as if it were new. False when it is not given up, or not there. */
export async function resendMail(db: Db, { mailId, actorId }: { mailId: string; actorId: string }): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const { count } = await tx.mail.updateMany({
      where: { id: mailId, state: "dead" },
      data: {
        ...{ state: "waiting", attempts: 0, error: null, finishedAt: null },
        createdAt: now(),
        nextAttemptAt: now(),
      },
    });
    if (!count) return false;
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId, action: "mail.resent" },
      ...{ subjectKind: "mail", subjectId: mailId },
    });
    return true;
  });
}
