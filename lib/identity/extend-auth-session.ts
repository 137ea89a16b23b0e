import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { authSessionDays, authSessionRefreshDays } from "./create-auth-session";

/** Pushes a login's end back when it was last pushed a day or more ago. Returns the new end, or null when nothing was due. */
export async function extendAuthSession(db: Db, session: { sessionId: string; expires: Date }): Promise<Date | null> {
  const fullMs = authSessionDays * dayMs;
  if (session.expires.getTime() - nowMs() > fullMs - authSessionRefreshDays * dayMs) return null;
  const expires = new Date(nowMs() + fullMs);
  // updateMany: somebody may have signed out meanwhile.
  const { count } = await db.authSession.updateMany({ where: { id: session.sessionId }, data: { expires } });
  return count ? expires : null;
}
