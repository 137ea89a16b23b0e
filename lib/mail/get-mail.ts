import type { Db } from "@/lib/base/postgres";
import { messageId } from "./internal/sender";
import type { MailView } from "./list-mails";
import { type MailState, mailKindSchema } from "./schema";

/** One mail with both its texts, or null. */
export async function getMail(
  db: Db,
  mailId: string,
): Promise<(MailView & { text: string; html: string; messageId: string }) | null> {
  const row = await db.mail.findUnique({ where: { id: mailId }, omit: { dedupeKey: true, leasedUntil: true } });
  if (!row) return null;
  return {
    ...row,
    kind: mailKindSchema.parse(row.kind),
    state: row.state as MailState,
    messageId: messageId(row.id),
  };
}
