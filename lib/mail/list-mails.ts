import type { Db } from "@/lib/base/postgres";
import { type MailKind, type MailState, mailKindSchema } from "./schema";

export type MailView = {
  id: string;
  kind: MailKind;
  personId: string | null;
  recipient: string;
  subject: string;
  state: MailState;
  attempts: number;
  responseStatus: number | null;
  error: string | null;
  durationMs: number | null;
  createdAt: Date;
  finishedAt: Date | null;
  nextAttemptAt: Date;
};

const pageSize = 50;

/** Mails, newest first, without their texts. */
export async function listMails(
  db: Db,
  filter: { state?: MailState; kind?: MailKind; cursor?: string } = {},
): Promise<{ data: MailView[]; nextCursor: string | null }> {
  const rows = await db.mail.findMany({
    where: {
      ...(filter.state ? { state: filter.state } : {}),
      ...(filter.kind ? { kind: filter.kind } : {}),
      ...(filter.cursor ? { id: { lt: filter.cursor } } : {}),
    },
    omit: { text: true, html: true, dedupeKey: true, leasedUntil: true },
    orderBy: { id: "desc" },
    take: pageSize + 1,
  });
  const data = rows.slice(0, pageSize).map((row) => ({
    ...row,
    kind: mailKindSchema.parse(row.kind),
    state: row.state as MailState,
  }));
  return { data, nextCursor: rows.length > pageSize ? (data.at(-1)?.id ?? null) : null };
}
