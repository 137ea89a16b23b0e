import { z } from "zod";
import { nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { mailKindSchema } from "../schema";

const claimedRow = z.object({
  id: z.string(),
  kind: mailKindSchema,
  person_id: z.string().nullable(),
  recipient: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  attempts: z.number(),
  created_at: z.date(),
});
export type ClaimedMail = z.infer<typeof claimedRow>;

const sqlTime = (ms: number) => new Date(ms).toISOString();

/** Takes up to `limit` due mails for `leaseMs`, oldest first; then they are anybody's again. Two workers never get the same. */
export async function claimMails(db: Db, limit: number, leaseMs: number): Promise<ClaimedMail[]> {
  const at = sqlTime(nowMs());
  const until = sqlTime(nowMs() + leaseMs);
  const rows = await db.$queryRaw<unknown[]>`
    UPDATE mails SET leased_until = ${until}::timestamp
    WHERE id IN (
      SELECT id FROM mails
      WHERE state = 'waiting' AND next_attempt_at <= ${at}::timestamp
        AND (leased_until IS NULL OR leased_until <= ${at}::timestamp)
      ORDER BY next_attempt_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, person_id, recipient, subject, text, html, attempts, created_at`;
  return rows.map((row) => claimedRow.parse(row));
}
