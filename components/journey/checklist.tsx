import { Check, Hourglass } from "lucide-react";
import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import { formatTime } from "@/lib/base/format";
import type { ChecklistStep } from "./checklist-steps";

/** The journey as a rail of steps: done ones ticked with their time, the current one marked. */
export function Checklist({ steps, currentId }: { steps: ChecklistStep[]; currentId: string | null }) {
  return (
    <ol>
      {steps.map((step, index) => {
        const done = step.doneAt !== null;
        const current = step.id === currentId;
        const last = index === steps.length - 1;
        return (
          <li
            key={step.id}
            className="relative flex gap-3.5 pb-5 last:pb-0"
            aria-current={current ? "step" : undefined}
          >
            {last ? null : (
              <span
                className={classNames(
                  "absolute top-6 bottom-0 left-[0.6875rem] w-0.5",
                  done && steps[index + 1]?.doneAt ? "bg-accent" : "bg-line-strong",
                )}
                aria-hidden="true"
              />
            )}
            <span
              className={classNames(
                "relative z-10 grid size-6 shrink-0 place-items-center rounded-full border-2 transition-colors duration-500",
                done
                  ? "border-accent bg-accent text-on-accent"
                  : current
                    ? "border-accent bg-surface text-accent"
                    : "border-line-strong bg-surface text-ink-faint",
              )}
              aria-hidden="true"
            >
              {done ? (
                <Check className="size-3.5" strokeWidth={3} />
              ) : step.waiting ? (
                <Hourglass className="size-3" />
              ) : (
                <span className={classNames("size-1.5 rounded-full", current ? "bg-accent" : "bg-transparent")} />
              )}
            </span>
            <div className="min-w-0 flex-1 pt-px">
              <p className={classNames(done ? "text-ink" : current ? "font-medium text-ink" : "text-ink-muted")}>
                {!done && step.action ? (
                  <Link href={step.action.href} className="hover:text-accent underline underline-offset-2">
                    {step.title}
                  </Link>
                ) : (
                  step.title
                )}
                <span className="sr-only">
                  {done ? ", done" : step.waiting ? ", waiting for the portal's people" : ", open"}
                </span>
              </p>
              {step.doneAt ? (
                <p className="text-ink-faint text-xs">
                  {formatTime(step.doneAt)}
                  {step.id === "listing" && step.action ? (
                    <>
                      {" · "}
                      <Link href={step.action.href} className="text-accent underline underline-offset-2">
                        {step.action.label}
                      </Link>
                    </>
                  ) : null}
                </p>
              ) : step.waiting ? (
                <p className="text-ink-faint text-xs">Waiting for the portal's people</p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
