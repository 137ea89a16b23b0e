import { dayMs, nowMs } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Db, Tx } from "@/lib/base/postgres";
import { hashSecret, randomToken } from "@/lib/base/secrets";

/** How long a login lasts without being used, and how often its end is pushed back. */
export const authSessionDays = 30;
export const authSessionRefreshDays = 1;

/** Opens a login. `token` is the cookie's value and known to the browser only: its SHA-256 is stored. */
export async function createAuthSession(
  db: Db | Tx,
  session: { personId: string; token?: string; expires?: Date },
): Promise<{ token: string; expires: Date }> {
  const token = session.token ?? randomToken(32);
  const expires = session.expires ?? new Date(nowMs() + authSessionDays * dayMs);
  await db.authSession.create({
    data: { id: newId("authSession"), sessionToken: hashSecret(token), userId: session.personId, expires },
  });
  return { token, expires };
}
