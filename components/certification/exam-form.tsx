"use client";

import { CircleCheck } from "lucide-react";
import { startTransition, useActionState, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { FlashMessage } from "@/components/ui/flash-message";
import { Spinner } from "@/components/ui/spinner";
import type { Answers, OpenAttempt, PublicQuestion, TaskState } from "@/lib/certification/schema";
import { ExamTimer } from "./exam-timer";
import { TaskPanel } from "./task-panel";
import { WithCode } from "./with-code";

export type ExamMessage = { message: string | null };
type Saved = "idle" | "saving" | "saved" | "unsaved";

const saveAfterMs = 500;

/** Answers as a form holds them: every field `q.<question>`, a value per chosen option. */
function readForm(form: HTMLFormElement, questions: readonly PublicQuestion[]): Answers {
  const data = new FormData(form);
  return Object.fromEntries(questions.map(({ id }) => [id, data.getAll(`q.${id}`).map(String)]));
}

/**
 * An attempt under way: questions, hands-on tasks, time. Answers are kept on the server as they are given, so a closed tab loses nothing;
 * without scripts it is one plain form. Grading happens on the server only.
 */
export function ExamForm({
  attempt,
  serverNow,
  save,
  checkTasks,
  submit,
}: {
  attempt: OpenAttempt;
  serverNow: string;
  save: (attemptId: string, answers: Answers) => Promise<{ saved: boolean }>;
  checkTasks: (attemptId: string) => Promise<TaskState[] | null>;
  submit: (before: ExamMessage, form: FormData) => Promise<ExamMessage>;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [result, formAction, pending] = useActionState(submit, { message: null });
  const [answers, setAnswers] = useState<Answers>(attempt.answers);
  const [tasks, setTasks] = useState(attempt.tasks);
  const [saved, setSaved] = useState<Saved>("idle");
  const answered = attempt.questions.filter((question) => answers[question.id]?.length).length;
  const total = attempt.questions.length;
  const proved = tasks.filter((task) => task.provedAt).length;

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = () => {
    if (!form.current) return;
    const now = readForm(form.current, attempt.questions);
    setAnswers(now);
    setSaved("saving");
    clearTimeout(timer.current);
    const keep = async () => {
      try {
        setSaved((await save(attempt.id, now)).saved ? "saved" : "unsaved");
      } catch {
        setSaved("unsaved");
        timer.current = setTimeout(keep, 5_000);
      }
    };
    timer.current = setTimeout(keep, saveAfterMs);
  };
  const check = useCallback(() => checkTasks(attempt.id), [checkTasks, attempt.id]);
  const timeIsUp = useRef(false);
  const end = useCallback(() => {
    timeIsUp.current = true;
    form.current?.requestSubmit();
  }, []);
  // Handing in cannot be undone: with questions left open it takes a second press.
  const [asked, setAsked] = useState(false);
  const handIn = (event: React.FormEvent<HTMLFormElement>) => {
    // By hand and not by React's own submit, which would empty the choices whenever the answer is "not yet".
    event.preventDefault();
    if (pending) return;
    if (answered < total && !asked && !timeIsUp.current) return setAsked(true);
    const data = new FormData(event.currentTarget);
    startTransition(() => formAction(data));
  };

  return (
    <form
      ref={form}
      action={formAction}
      onChange={change}
      onSubmit={handIn}
      onKeyDown={(event) => event.key === "Enter" && event.target instanceof HTMLInputElement && event.preventDefault()}
      className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_16rem]"
    >
      <div className="min-w-0">
        <input type="hidden" name="attemptId" value={attempt.id} />
        {result.message ? <FlashMessage kind="alert">{result.message}</FlashMessage> : null}
        <h2 className="mb-4 text-lg">Questions</h2>
        <ol className="space-y-4">
          {attempt.questions.map((question, index) => (
            <Question
              key={question.id}
              question={question}
              number={index + 1}
              total={total}
              given={attempt.answers[question.id] ?? []}
              answered={Boolean(answers[question.id]?.length)}
            />
          ))}
        </ol>
        {attempt.tasks.length ? (
          <>
            <h2 id="tasks" className="mt-10 mb-4 text-lg">
              By hand
            </h2>
            <TaskPanel tasks={attempt.tasks} check={check} onChange={setTasks} />
          </>
        ) : null}
        <div className="mt-8 border-line border-t pt-5 lg:hidden">
          <HandIn missing={total - answered} tasksMissing={tasks.length - proved} asked={asked} pending={pending} />
        </div>
      </div>
      <aside className="order-first lg:order-none" aria-label="Your attempt">
        <div className="space-y-5 rounded-lg border border-line bg-surface p-5 shadow-low lg:sticky lg:top-8">
          <ExamTimer until={attempt.expiresAt} serverNow={serverNow} onEnd={end} />
          <div>
            <p className="flex justify-between text-sm">
              <span className="text-ink-muted">Answered</span>
              <span className="tabular-nums">
                {answered} of {total}
              </span>
            </p>
            <nav aria-label="Questions" className="mt-0.5 flex gap-1">
              {attempt.questions.map((question, index) => (
                <a key={question.id} href={`#q-${question.id}`} className="group flex-1 py-1.5">
                  <span
                    className={classNames(
                      "block h-2 rounded-full transition-colors group-hover:bg-accent-hover",
                      answers[question.id]?.length ? "bg-accent" : "bg-line-strong",
                    )}
                  />
                  <span className="sr-only">
                    Question {index + 1}
                    {answers[question.id]?.length ? ", answered" : null}
                  </span>
                </a>
              ))}
            </nav>
            <p role="status" className="h-4 text-ink-faint text-xs">
              {saved === "saving" ? "Keeping your answers…" : null}
              {saved === "saved" ? "Your answers are kept." : null}
              {saved === "unsaved" ? "Not kept yet: the portal does not answer." : null}
            </p>
          </div>
          {tasks.length ? (
            <p className="flex justify-between text-sm">
              <a href="#tasks" className="text-ink-muted hover:text-ink hover:underline">
                Tasks proved
              </a>
              <span className="tabular-nums">
                {proved} of {tasks.length}
              </span>
            </p>
          ) : null}
          <div className="hidden border-line border-t pt-4 lg:block">
            <HandIn missing={total - answered} tasksMissing={tasks.length - proved} asked={asked} pending={pending} />
          </div>
        </div>
      </aside>
    </form>
  );
}

function HandIn({
  missing,
  tasksMissing,
  asked,
  pending,
}: {
  missing: number;
  tasksMissing: number;
  asked: boolean;
  pending: boolean;
}) {
  const open = missing === 1 ? "One question is" : `${missing} questions are`;
  return (
    <>
      <Button
        type="submit"
        variant="primary"
        className="w-full"
        aria-disabled={pending || undefined}
        icon={pending ? <Spinner /> : undefined}
      >
        {pending ? "Grading…" : missing && asked ? "Hand in anyway" : "Hand in"}
      </Button>
      <p role={asked ? "alert" : undefined} className="mt-2 text-ink-muted text-sm">
        {tasksMissing
          ? "You can hand in once the task is proved by your calls."
          : missing
            ? `${open} not answered and would count as wrong.${asked ? " Press again if you mean it: handing in cannot be undone." : ""}`
            : "Everything is answered. It is graded at once."}
      </p>
    </>
  );
}

function Question({
  question,
  number,
  total,
  given,
  answered,
}: {
  question: PublicQuestion;
  number: number;
  total: number;
  given: string[];
  answered: boolean;
}) {
  const multiple = question.kind === "multiple";
  return (
    <li id={`q-${question.id}`} className="scroll-mt-20">
      <fieldset className="min-w-0 rounded-lg border border-line bg-surface px-5 pt-4 pb-3 shadow-low">
        <legend className="float-left mb-2.5 w-full">
          <span className="flex items-center gap-2 text-ink-faint text-xs">
            Question {number} of {total}
            {answered ? <CircleCheck className="size-3.5 text-accent" aria-label="answered" /> : null}
          </span>
          <span className="mt-0.5 block max-w-2xl text-pretty font-medium text-md">
            <WithCode text={question.text} />
          </span>
          {multiple ? <span className="block text-ink-muted text-sm">Choose all that apply.</span> : null}
        </legend>
        <div className="clear-both -mx-2">
          {question.options.map((option) => (
            <label
              key={option.id}
              className="flex cursor-pointer items-start gap-3 rounded-md px-2 py-2 transition-colors hover:bg-hover has-checked:bg-accent-soft"
            >
              <input
                type={multiple ? "checkbox" : "radio"}
                name={`q.${question.id}`}
                value={option.id}
                defaultChecked={given.includes(option.id)}
                className="mt-[3px] size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0 text-pretty">
                <WithCode text={option.text} />
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </li>
  );
}
