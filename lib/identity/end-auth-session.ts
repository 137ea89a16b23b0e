import type { Db } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";

/** Ends the login behind a cookie's value; nothing happens when there is none. */
export async function endAuthSession(db: Db, token: string): Promise<void> {
  await db.authSession.deleteMany({ where: { sessionToken: hashSecret(token) } });
}
