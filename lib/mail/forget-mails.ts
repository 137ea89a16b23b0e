import type { Db, Tx } from "@/lib/base/postgres";
import { hashAddress } from "./internal/address";

/**
 * Takes a person out of the mails: what was written to them is gone, sent or not. That an address wants no mail is kept, by its hash and
 * without the person: it holds also when they come back.
 */
export async function forgetMails(db: Db | Tx, personId: string, email: string | null): Promise<void> {
  await db.mail.deleteMany({
    where: { OR: [{ personId }, ...(email ? [{ recipient: { equals: email, mode: "insensitive" as const } }] : [])] },
  });
  await db.mailStop.updateMany({ where: { personId }, data: { personId: null } });
}

/** What was written to a person, and what they stopped: for the export of their data. */
export async function exportMails(db: Db | Tx, personId: string, email: string | null) {
  const mine = [{ personId }, ...(email ? [{ recipient: { equals: email, mode: "insensitive" as const } }] : [])];
  const stops = [{ personId }, ...(email ? [{ addressHash: hashAddress(email) }] : [])];
  return {
    mails: await db.mail.findMany({
      where: { OR: mine },
      select: {
        kind: true,
        recipient: true,
        subject: true,
        text: true,
        state: true,
        createdAt: true,
        finishedAt: true,
      },
      orderBy: { id: "asc" },
    }),
    mailStops: await db.mailStop.findMany({ where: { OR: stops }, select: { kind: true, createdAt: true } }),
  };
}
