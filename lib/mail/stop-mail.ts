import { now } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import type { StopSubject } from "./stop-token";

/** No more mails of this kind to this address, or to this person at another; what still waits is not sent either. Doing it twice changes nothing. */
export async function stopMail(db: Db | Tx, { kind, addressHash, personId }: StopSubject): Promise<void> {
  await db.mailStop.createMany({ data: [{ kind, addressHash, personId, createdAt: now() }], skipDuplicates: true });
}

/** Takes a stop back. */
export async function resumeMail(db: Db, { kind, addressHash, personId }: StopSubject): Promise<void> {
  await db.mailStop.deleteMany({
    where: { kind, OR: [{ addressHash }, ...(personId ? [{ personId }] : [])] },
  });
}

/** Whether this kind is stopped for them. */
export async function isMailStopped(db: Db, { kind, addressHash, personId }: StopSubject): Promise<boolean> {
  const where = { kind, OR: [{ addressHash }, ...(personId ? [{ personId }] : [])] };
  return (await db.mailStop.findFirst({ where, select: { kind: true } })) !== null;
}

/** Of these people, who stopped this kind. */
export async function listStopped(db: Db, kind: string, personIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.mailStop.findMany({
    where: { kind, personId: { in: [...personIds] } },
    select: { personId: true },
  });
  return new Set(rows.flatMap(({ personId }) => (personId ? [personId] : [])));
}
