import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";

/** Ends every login of a person but the one they are using. Returns how many there were. */
export async function endAuthSessions(db: Db, end: { personId: string; exceptSessionId: string }): Promise<number> {
  const { personId, exceptSessionId } = end;
  return db.$transaction(async (tx) => {
    const { count } = await tx.authSession.deleteMany({ where: { userId: personId, id: { not: exceptSessionId } } });
    if (count > 0) {
      await recordAudit(tx, {
        actorKind: "person",
        actorId: personId,
        action: "person.signed_out_elsewhere",
        subjectKind: "person",
        subjectId: personId,
        after: { logins: count },
      });
    }
    return count;
  });
}
