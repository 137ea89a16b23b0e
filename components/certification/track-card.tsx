import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { formatDay, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { TrackState } from "@/lib/certification/schema";
import { Rosette } from "./rosette";
import { TrackFacts } from "./track-facts";
import { attemptWords } from "./words";

function stateOf({ certification, attempt, nextAttemptAt }: TrackState) {
  if (attempt?.state === "in_progress") return { badge: attemptWords.in_progress, action: "Continue", primary: true };
  if (certification)
    return { badge: { label: "Certified", tone: "positive" as const }, action: "Details", primary: false };
  if (nextAttemptAt && attempt) return { badge: attemptWords[attempt.state], action: "See the result", primary: false };
  if (attempt) return { badge: attemptWords[attempt.state], action: "Try again", primary: true };
  return { badge: { label: "Not started", tone: "neutral" as const }, action: "Start", primary: true };
}

/** One track and where the person stands with it. */
export function TrackCard({ state }: { state: TrackState }) {
  const { track, certification, nextAttemptAt, attempt } = state;
  const { badge, action, primary } = stateOf(state);
  const href = paths.console.track(track.id);
  return (
    <article className="relative flex flex-col gap-5 overflow-hidden rounded-lg border border-line bg-surface p-6 shadow-low sm:flex-row sm:items-center">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-2.5">
          <h2 className="text-lg">
            <Link href={href} className="after:absolute after:inset-0 hover:text-accent">
              {track.title}
            </Link>
          </h2>
          <Badge tone={badge.tone} dot>
            {badge.label}
          </Badge>
        </div>
        <p className="mt-1 mb-3.5 max-w-2xl text-pretty text-ink-muted">{track.description}</p>
        <TrackFacts track={track} />
        {certification?.expiresAt ? (
          <p className="mt-3 text-ink-muted text-sm">
            Certificate{" "}
            <Link
              href={paths.certificate(certification.code)}
              className="relative z-10 font-mono text-accent underline underline-offset-2"
            >
              {certification.code}
            </Link>{" "}
            holds until {formatDay(certification.expiresAt)}.
          </p>
        ) : nextAttemptAt && attempt ? (
          <p className="mt-3 text-ink-muted text-sm">You can try again from {formatTime(nextAttemptAt)}.</p>
        ) : null}
      </div>
      <div className="relative z-10 flex shrink-0 items-center gap-5">
        {certification ? <Rosette code={certification.code} className="size-20 text-accent" /> : null}
        <LinkButton href={href} variant={primary ? "primary" : "secondary"}>
          {action}
        </LinkButton>
      </div>
    </article>
  );
}
