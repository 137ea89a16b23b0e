import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { expireAttempts } from "./expire-attempts";
import { coolDownEnd } from "./internal/attempt-record";
import { allTracks } from "./internal/load-tracks";
import { summariseTrack } from "./internal/track";
import type { TrackState } from "./schema";

/** Where a person stands with every track: newest attempt, certification that counts, when to try again. */
export async function listTrackStates(db: Db, personId: string): Promise<TrackState[]> {
  await expireAttempts(db, personId);
  const [attempts, certifications] = await Promise.all([
    db.attempt.findMany({ where: { personId }, orderBy: { startedAt: "desc" } }),
    db.certification.findMany({
      where: { personId, kind: "developer", revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }] },
      orderBy: { issuedAt: "desc" },
    }),
  ]);
  return allTracks().map((track) => {
    const own = attempts.filter((attempt) => attempt.trackId === track.id);
    const last = own[0];
    const certification = certifications.find((one) => one.trackId === track.id);
    const until = last && last.state !== "passed" && last.state !== "in_progress" ? coolDownEnd(track, last) : null;
    return {
      track: summariseTrack(track),
      attempts: own.length,
      attempt: last
        ? {
            id: last.id,
            state: last.state,
            score: last.score,
            startedAt: last.startedAt.toISOString(),
            expiresAt: last.expiresAt.toISOString(),
          }
        : null,
      certification: certification
        ? {
            id: certification.id,
            code: certification.code,
            issuedAt: certification.issuedAt.toISOString(),
            expiresAt: certification.expiresAt?.toISOString() ?? null,
          }
        : null,
      nextAttemptAt: until && until > now() ? until.toISOString() : null,
    };
  });
}
