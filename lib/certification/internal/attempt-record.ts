import { z } from "zod";
import { PortalError } from "@/lib/base/errors";
import type { Db, Tx } from "@/lib/base/postgres";
import type { Attempt } from "@/lib/base/prisma-client/client";
import { type Answers, answersSchema } from "../schema";
import { handInGraceMs } from "./rules";
import type { Track, TrackQuestion } from "./track";

/** What the column `tasks` holds: the usage id that proved each line so far, and when all were there. */
export const provedTasksSchema = z.record(
  z.string(),
  z.object({ provedAt: z.string().nullable(), evidence: z.array(z.string().nullable()) }),
);
export type ProvedTasks = z.infer<typeof provedTasksSchema>;

export const readAnswers = (attempt: Pick<Attempt, "answers">): Answers => answersSchema.parse(attempt.answers);
export const readTasks = (attempt: Pick<Attempt, "tasks">): ProvedTasks => provedTasksSchema.parse(attempt.tasks);

export const openKeyOf = (personId: string, trackId: string) => `${personId}:${trackId}`;

/** Whether an attempt can still be handed in. */
export function isOver(attempt: Pick<Attempt, "expiresAt">, at: Date): boolean {
  return at.getTime() > attempt.expiresAt.getTime() + handInGraceMs;
}

/** The person's attempt, locked until the transaction ends; throws `not_found` for anybody else's. */
export async function lockAttempt(tx: Tx, attemptId: string, personId: string): Promise<Attempt> {
  await tx.$queryRaw`SELECT 1 FROM attempts WHERE id = ${attemptId} AND person_id = ${personId} FOR UPDATE`;
  return findAttempt(tx, attemptId, personId);
}

/** The person's attempt; throws `not_found` for anybody else's. */
export async function findAttempt(db: Db | Tx, attemptId: string, personId: string): Promise<Attempt> {
  const attempt = await db.attempt.findFirst({ where: { id: attemptId, personId } });
  if (!attempt) throw new PortalError("not_found", "There is no such attempt of yours.");
  return attempt;
}

/** The questions drawn, in the order shown. One that the track's author has since removed is left out: not the person's fault. */
export function drawnQuestions(track: Track, attempt: Pick<Attempt, "questionIds">): TrackQuestion[] {
  return attempt.questionIds.flatMap((id) => track.questions.find((question) => question.id === id) ?? []);
}

/** When the track may be tried again after this attempt. */
export function coolDownEnd(track: Track, attempt: Pick<Attempt, "submittedAt" | "expiresAt">): Date {
  return new Date((attempt.submittedAt ?? attempt.expiresAt).getTime() + track.coolDownMinutes * 60_000);
}

/** Ids of the tasks that are not proved yet. */
export function missingTasks(track: Track, tasks: ProvedTasks): string[] {
  return track.tasks.filter((task) => !tasks[task.id]?.provedAt).map((task) => task.id);
}
