import { CircleCheck, CircleX } from "lucide-react";
import type { ReviewCheck } from "@/lib/certification/schema";

/** Automatic checks with what was found; what failed says what to do. */
export function CheckList({ checks, label }: { checks: ReviewCheck[]; label: string }) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {checks.map((check) => (
        <li key={check.id} className="flex items-start gap-3 px-5 py-3">
          {check.passed ? (
            <CircleCheck className="mt-0.5 size-[1.125rem] shrink-0 text-positive" aria-hidden="true" />
          ) : (
            <CircleX className="mt-0.5 size-[1.125rem] shrink-0 text-negative" aria-hidden="true" />
          )}
          <div className="min-w-0">
            <p className="font-medium">
              {check.title}
              <span className="sr-only">: {check.passed ? "passed" : "not passed"}</span>
            </p>
            <p className="text-ink-muted text-sm [overflow-wrap:anywhere]">{check.evidence}</p>
            {check.advice ? <p className="mt-0.5 text-sm text-negative">{check.advice}</p> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
