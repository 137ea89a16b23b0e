import { Badge } from "@/components/ui/badge";
import { formatTime } from "@/lib/base/format";
import type { ReviewView } from "@/lib/certification/schema";
import { reviewWords } from "./words";

/** An app's reviews, newest first. */
export function ReviewHistory({ reviews }: { reviews: ReviewView[] }) {
  return (
    <ol className="divide-y divide-line">
      {reviews.map((review) => {
        const word = reviewWords[review.state];
        return (
          <li key={review.id} className="px-5 py-3.5">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <Badge tone={word.tone} dot>
                {word.label}
              </Badge>
              <span className="text-ink-faint text-xs">{formatTime(review.decidedAt ?? review.submittedAt)}</span>
            </div>
            {review.decisionNote ? (
              <p className="mt-2 whitespace-pre-line text-ink-muted text-sm [overflow-wrap:anywhere]">
                {review.decisionNote}
              </p>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
