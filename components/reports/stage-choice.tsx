import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { type Stage, stageLabels } from "@/lib/journeys/schema";
import { addressWith } from "./address";

/** The stages somebody has reached, in the order they did: which conversion to look at. */
export function StageChoice({
  milestones,
  current,
  query,
}: {
  milestones: { stage: Stage; at: Date }[];
  current: Stage | null;
  query: URLSearchParams;
}) {
  if (milestones.length === 0) return null;
  return (
    <nav aria-label="Which conversion" className="mb-5">
      <ol className="flex flex-wrap gap-1.5">
        {milestones.map(({ stage, at }) => (
          <li key={stage}>
            <Link
              href={addressWith(paths.staff.touchpoints(), query, { stage })}
              prefetch={false}
              aria-current={stage === current ? "true" : undefined}
              title={formatDay(at)}
              className={classNames(
                "block rounded-full border px-2.5 py-0.5 text-sm transition-colors",
                stage === current
                  ? "border-accent bg-accent-soft font-medium text-accent"
                  : "border-line-strong bg-surface text-ink-muted hover:border-line-field hover:text-ink",
              )}
            >
              {stageLabels[stage]}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
