import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordEvent } from "@/lib/events/record-event";
import { isOver, lockAttempt, type ProvedTasks, readTasks } from "./internal/attempt-record";
import { requireTrack } from "./internal/find-track";
import { matchTask } from "./internal/match-task";
import { viewAttempt } from "./internal/view-attempt";
import type { SandboxCallFact, TaskState } from "./schema";

/**
 * Looks through the person's own sandbox calls for what the tasks of an open attempt ask, and keeps what it finds (a task once proved
 * stays proved). `calls`: those since the attempt began, in any order; the door reads them from usage. Event: sandbox_task_passed, once a task.
 * Throws `not_found` for anybody else's attempt.
 */
export async function proveTasks(
  db: Db,
  { attemptId, personId, calls }: { attemptId: string; personId: string; calls: readonly SandboxCallFact[] },
): Promise<TaskState[]> {
  return db.$transaction(async (tx) => {
    const attempt = await lockAttempt(tx, attemptId, personId);
    const track = requireTrack(attempt.trackId);
    const before = readTasks(attempt);
    if (attempt.state !== "in_progress" || isOver(attempt, now())) return viewAttempt(track, attempt, null).tasks;
    const after: ProvedTasks = { ...before };
    for (const task of track.tasks) {
      if (before[task.id]?.provedAt) continue;
      const found = matchTask(task.calls, calls, attempt.startedAt, attempt.expiresAt);
      // A line seen earlier counts even if the calls passed in now do not reach back to it.
      const evidence = found.map((id, line) => id ?? before[task.id]?.evidence[line] ?? null);
      const proved = evidence.every(Boolean);
      after[task.id] = { evidence, provedAt: proved ? now().toISOString() : null };
      if (proved) {
        await recordEvent(tx, {
          name: "sandbox_task_passed",
          properties: { task_id: task.id, track_id: track.id },
          personId,
          companyId: attempt.companyId,
          environment: "sandbox",
        });
      }
    }
    const changed = JSON.stringify(after) !== JSON.stringify(before);
    const row = changed ? await tx.attempt.update({ where: { id: attemptId }, data: { tasks: after } }) : attempt;
    return viewAttempt(track, row, null).tasks;
  });
}
