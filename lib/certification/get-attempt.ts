import type { Db } from "@/lib/base/postgres";
import { expireAttempts } from "./expire-attempts";
import { findAttempt } from "./internal/attempt-record";
import { requireTrack } from "./internal/find-track";
import { viewAttempt } from "./internal/view-attempt";
import type { AttemptView } from "./schema";

/** The person's attempt; throws `not_found` for anybody else's. Right answers are in it only once it is closed. */
export async function getAttempt(
  db: Db,
  { attemptId, personId }: { attemptId: string; personId: string },
): Promise<AttemptView> {
  await expireAttempts(db, personId);
  const attempt = await findAttempt(db, attemptId, personId);
  const certification = await db.certification.findUnique({ where: { attemptId }, select: { code: true } });
  return viewAttempt(requireTrack(attempt.trackId), attempt, certification?.code ?? null);
}
