import { formatNumber } from "@/lib/base/format";
import type { CallTiming as Timing } from "@/lib/usage/schema";

const parts: [keyof Timing, string, string][] = [
  ["keyMs", "Checking the key", "bg-info"],
  ["bodyMs", "Reading the body", "bg-accent"],
  ["answerMs", "Validating and answering", "bg-positive"],
  ["waitMs", "Waiting, as a scenario asked", "bg-warning"],
];

/** Where the time of a call went: a bar, and the same in numbers. */
export function CallTiming({ timing }: { timing: Timing }) {
  const total = parts.reduce((sum, [name]) => sum + timing[name], 0);
  const shown = parts.filter(([name]) => timing[name] >= 0.05);
  if (total <= 0 || shown.length === 0) return null;
  return (
    <div>
      <div className="flex h-2 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
        {shown.map(([name, , colour]) => (
          <span key={name} className={colour} style={{ width: `${(timing[name] / total) * 100}%` }} />
        ))}
      </div>
      <dl className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {shown.map(([name, words, colour]) => (
          <div key={name} className="flex items-center gap-1.5">
            <dt className="flex items-center gap-1.5 text-ink-muted">
              <span className={`size-2 rounded-full ${colour}`} aria-hidden="true" />
              {words}
            </dt>
            <dd className="tabular-nums">{formatNumber(timing[name], { maximumFractionDigits: 1 })} ms</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
