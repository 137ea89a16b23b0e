"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { ExamMessage } from "@/components/certification/exam-form";
import { requirePerson } from "@/lib/access/require-person";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getAttempt } from "@/lib/certification/get-attempt";
import { proveTasks } from "@/lib/certification/prove-tasks";
import { saveAnswers } from "@/lib/certification/save-answers";
import { type Answers, answersSchema, type TaskState } from "@/lib/certification/schema";
import { startAttempt } from "@/lib/certification/start-attempt";
import { submitAttempt } from "@/lib/certification/submit-attempt";
import { gatherTaskCalls } from "./gather-task-calls";

/** Begins an attempt, or goes back to the one that is open. */
export async function startAttemptAction(form: FormData): Promise<void> {
  const trackId = String(form.get("trackId") ?? "");
  const person = await requirePerson(paths.console.track(trackId));
  await startAttempt(postgres(), { personId: person.id, companyId: person.companyId, trackId });
  // Whatever came out, the track's page tells it: the open attempt, or when to try again.
  redirect(paths.console.track(trackId));
}

/** Keeps answers while somebody writes. `saved` false: the attempt is closed. */
export async function saveAnswersAction(attemptId: string, answers: Answers): Promise<{ saved: boolean }> {
  const person = await requirePerson();
  const kept = await saveAnswers(postgres(), {
    attemptId: String(attemptId),
    personId: person.id,
    answers: parseFields(answersSchema, answers),
  });
  return { saved: kept.kind === "saved" };
}

/** Looks for the calls that the tasks ask for; null once the attempt is closed. */
export async function checkTasksAction(attemptId: string): Promise<TaskState[] | null> {
  const person = await requirePerson();
  const attempt = await getAttempt(postgres(), { attemptId: String(attemptId), personId: person.id });
  return attempt.state === "in_progress" ? lookForCalls(attempt, person) : null;
}

/** Hands in: the calls are looked through once more, then the server grades. Ends at the result, or says what is still missing. */
export async function submitAttemptAction(_before: ExamMessage, form: FormData): Promise<ExamMessage> {
  const attemptId = String(form.get("attemptId") ?? "");
  const person = await requirePerson();
  const attempt = await getAttempt(postgres(), { attemptId, personId: person.id });
  const resultPath = `${paths.console.track(attempt.trackId)}?attempt=${encodeURIComponent(attemptId)}`;
  if (attempt.state === "in_progress") {
    await lookForCalls(attempt, person);
    try {
      const outcome = await submitAttempt(postgres(), {
        attemptId,
        personId: person.id,
        holderName: person.name ?? person.githubLogin ?? "A developer",
        answers: readAnswers(form),
      });
      if (outcome.kind === "tasks_missing") {
        return { message: "Your answers are kept. The task is not proved yet: make its calls, then hand in again." };
      }
    } catch (error) {
      if (error instanceof PortalError) return { message: error.message };
      throw error;
    }
  }
  revalidatePath(paths.console.home, "layout");
  redirect(resultPath);
}

/** A call store that does not answer proves nothing and must not stop a hand-in: the room then says that the task is missing. */
async function lookForCalls(
  attempt: { id: string; startedAt: string; tasks: TaskState[] },
  person: { id: string; companyId: string },
): Promise<TaskState[]> {
  if (attempt.tasks.every((task) => task.provedAt)) return attempt.tasks;
  const since = new Date(attempt.startedAt);
  const calls = await gatherTaskCalls({ personId: person.id, companyId: person.companyId, since }).catch(() => null);
  if (!calls) return attempt.tasks;
  return proveTasks(postgres(), { attemptId: attempt.id, personId: person.id, calls });
}

function readAnswers(form: FormData): Answers {
  const answers: Answers = {};
  for (const [name, value] of form) {
    if (!name.startsWith("q.")) continue;
    const question = name.slice(2);
    answers[question] = [...(answers[question] ?? []), String(value)];
  }
  return parseFields(answersSchema, answers);
}
