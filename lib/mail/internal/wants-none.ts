import type { Db, Tx } from "@/lib/base/postgres";
import { type MailKind, mailKinds } from "../schema";
import { hashAddress } from "./address";

/** Whether somebody stopped mails of this kind, at this address or as this person. Transactional kinds cannot be stopped. */
export async function wantsNone(
  db: Db | Tx,
  { kind, to, personId }: { kind: MailKind; to: string; personId?: string | null },
): Promise<boolean> {
  if (mailKinds[kind].transactional) return false;
  const where = { kind, OR: [{ addressHash: hashAddress(to) }, ...(personId ? [{ personId }] : [])] };
  return (await db.mailStop.findFirst({ where, select: { kind: true } })) !== null;
}
