import { minuteMs, now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { isUniqueConflict } from "@/lib/base/is-unique-conflict";
import type { Db } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";
import { expireAttempts } from "./expire-attempts";
import { coolDownEnd, openKeyOf } from "./internal/attempt-record";
import { drawQuestions } from "./internal/draw-questions";
import { requireTrack } from "./internal/find-track";

export type StartOutcome =
  | { kind: "started" | "already_open"; attemptId: string }
  | { kind: "cooling_down"; until: Date };

/**
 * Begins an attempt at a track, or gives back the one that is open. After an attempt that was not passed the track's cool-down must
 * be over first. Draws the questions. Throws `not_found` for an unknown track. Event: certification_started.
 */
export async function startAttempt(
  db: Db,
  given: { personId: string; companyId: string; trackId: string },
): Promise<StartOutcome> {
  const track = requireTrack(given.trackId);
  await expireAttempts(db, given.personId);
  const openKey = openKeyOf(given.personId, track.id);
  const open = await db.attempt.findUnique({ where: { openKey }, select: { id: true } });
  if (open) return { kind: "already_open", attemptId: open.id };
  const last = await db.attempt.findFirst({
    where: { personId: given.personId, trackId: track.id },
    orderBy: { startedAt: "desc" },
  });
  if (last && last.state !== "passed") {
    const until = coolDownEnd(track, last);
    if (until > now()) return { kind: "cooling_down", until };
  }
  const id = newId("attempt");
  const startedAt = now();
  try {
    await db.$transaction(async (tx) => {
      await tx.attempt.create({
        data: {
          id,
          personId: given.personId,
          companyId: given.companyId,
          trackId: track.id,
          trackVersion: track.version,
          questionIds: drawQuestions(track, id).map((question) => question.id),
          startedAt,
          expiresAt: new Date(startedAt.getTime() + track.timeLimitMinutes * minuteMs),
          openKey,
        },
      });
      await recordEvent(tx, {
        name: "certification_started",
        properties: { track_id: track.id, attempt_id: id },
        personId: given.personId,
        companyId: given.companyId,
      });
    });
    return { kind: "started", attemptId: id };
  } catch (error) {
    if (!isUniqueConflict(error)) throw error;
    // Two starts at once: the other one won.
    const other = await db.attempt.findUniqueOrThrow({ where: { openKey }, select: { id: true } });
    return { kind: "already_open", attemptId: other.id };
  }
}
