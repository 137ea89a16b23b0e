import { CircleCheck, CircleX } from "lucide-react";
import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import { formatPercent, formatTime } from "@/lib/base/format";
import type { ClosedAttempt, GradedQuestion } from "@/lib/certification/schema";
import { WithCode } from "./with-code";

const headlines = { passed: "Passed", failed: "Not passed this time", expired: "Time ran out" } as const;

/** How an attempt ended: the score, then each question with what was right and why. */
export function AttemptResult({ attempt, passMark }: { attempt: ClosedAttempt; passMark: number }) {
  const total = attempt.questions.length;
  const unproved = attempt.tasks.filter((task) => !task.provedAt);
  const passed = attempt.state === "passed";
  return (
    <>
      <section
        aria-labelledby="result"
        className={classNames(
          "flex flex-wrap items-center gap-x-8 gap-y-4 rounded-lg border px-6 py-5",
          passed ? "border-positive/30 bg-positive-soft" : "border-line bg-surface",
        )}
      >
        <ScoreRing score={attempt.score} passMark={passMark} passed={passed} />
        <div className="min-w-0">
          <h2 id="result" className="text-xl">
            {headlines[attempt.state]}
          </h2>
          <p className="mt-0.5 text-ink-muted">
            {attempt.rightAnswers} of {total} right; {formatPercent(passMark)} are needed.
            {unproved.length ? ` Not proved by calls: ${unproved.map((task) => task.title).join(", ")}.` : null}
          </p>
          {attempt.nextAttemptAt ? (
            <p className="mt-0.5 text-ink-muted">
              You can try again from {formatTime(attempt.nextAttemptAt)}. The pages linked below are what was asked
              about.
            </p>
          ) : null}
        </div>
      </section>
      <h2 className="mt-10 mb-4 text-lg">Question by question</h2>
      <ol className="space-y-3">
        {attempt.questions.map((question, index) => (
          <Graded key={question.id} question={question} number={index + 1} />
        ))}
      </ol>
    </>
  );
}

function Graded({ question, number }: { question: GradedQuestion; number: number }) {
  const Icon = question.right ? CircleCheck : CircleX;
  return (
    <li className="rounded-lg border border-line bg-surface px-5 py-4">
      <div className="flex items-start gap-3">
        <Icon
          className={classNames("mt-1 size-[1.125rem] shrink-0", question.right ? "text-positive" : "text-negative")}
          aria-hidden="true"
        />
        <div className="min-w-0 flex-1">
          <h3 className="text-pretty font-medium text-md leading-6">
            <span className="sr-only">
              Question {number}, {question.right ? "right" : "wrong"}:{" "}
            </span>
            <WithCode text={question.text} />
          </h3>
          <ul className="mt-2 space-y-1">
            {question.options.map((option) => {
              const correct = question.correct.includes(option.id);
              const given = question.given.includes(option.id);
              if (!correct && !given) return null;
              return (
                <li key={option.id} className="flex flex-wrap items-baseline gap-x-2">
                  <span className={correct ? "font-medium text-positive" : "text-negative line-through"}>
                    <WithCode text={option.text} />
                  </span>
                  <span className="text-ink-faint text-xs">
                    {correct ? (given ? "your answer, right" : "right, not chosen") : "your answer, wrong"}
                  </span>
                </li>
              );
            })}
          </ul>
          <p className="mt-2 max-w-2xl text-pretty text-ink-muted">
            <WithCode text={question.explanation} />
            {question.doc ? (
              <>
                {" "}
                <Link href={question.doc} className="text-accent underline underline-offset-2">
                  Read about it
                </Link>
              </>
            ) : null}
          </p>
        </div>
      </div>
    </li>
  );
}

/** The score as a ring with a notch at the pass mark. The same numbers stand beside it in words. */
function ScoreRing({ score, passMark, passed }: { score: number; passMark: number; passed: boolean }) {
  const radius = 34;
  const around = 2 * Math.PI * radius;
  const angle = passMark * 2 * Math.PI - Math.PI / 2;
  const at = (distance: number) =>
    `${(40 + distance * Math.cos(angle)).toFixed(1)} ${(40 + distance * Math.sin(angle)).toFixed(1)}`;
  return (
    <svg viewBox="0 0 80 80" className="size-20 shrink-0" role="img" aria-label={`Score ${formatPercent(score)}`}>
      <circle cx="40" cy="40" r={radius} fill="none" stroke="var(--line)" strokeWidth="6" />
      <circle
        cx="40"
        cy="40"
        r={radius}
        fill="none"
        stroke={passed ? "var(--positive)" : "var(--negative)"}
        strokeWidth="6"
        strokeLinecap="butt"
        strokeDasharray={`${(score * around).toFixed(1)} ${around.toFixed(1)}`}
        transform="rotate(-90 40 40)"
      />
      {passMark < 1 ? <path d={`M${at(29)}L${at(39)}`} stroke="var(--ink)" strokeWidth="2" /> : null}
      <text x="40" y="45" textAnchor="middle" fontSize="16" fontWeight="600" fill="var(--ink)">
        {Math.round(score * 100)}%
      </text>
    </svg>
  );
}
