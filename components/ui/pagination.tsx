import { ChevronLeft, ChevronRight } from "lucide-react";
import { LinkButton } from "./button";

/** Cursor pages: there is a next one or not. `summary` says what is shown ("1–50 of 1,204"). */
export function Pagination({
  previousHref,
  nextHref,
  summary,
}: {
  previousHref?: string;
  nextHref?: string;
  summary?: string;
}) {
  if (!previousHref && !nextHref) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3 px-4 py-3">
      <p className="text-ink-muted text-sm tabular-nums">{summary}</p>
      <div className="flex gap-2">
        {previousHref ? (
          <LinkButton href={previousHref} size="sm" icon={<ChevronLeft className="size-4" aria-hidden="true" />}>
            Newer
          </LinkButton>
        ) : null}
        {nextHref ? (
          <LinkButton href={nextHref} size="sm">
            Older
            <ChevronRight className="size-4" aria-hidden="true" />
          </LinkButton>
        ) : null}
      </div>
    </nav>
  );
}
