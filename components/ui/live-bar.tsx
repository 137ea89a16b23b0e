import { Pause, Play } from "lucide-react";
import { Button } from "./button";
import { classNames } from "./class-names";
import type { LiveState } from "./use-live-rows";

/** What stands over a list that grows by itself: how it is, what waits, and the way to hold it. `words`: each state in the list's own terms. */
export function LiveBar({
  state,
  words,
  paused,
  reading,
  news,
  skipped,
  onRelease,
  onPause,
  className,
}: {
  state: LiveState;
  words: Record<LiveState, string>;
  paused: boolean;
  /** Somebody is at the list: what comes waits. */
  reading: boolean;
  news: number;
  skipped: number;
  onRelease(): void;
  onPause(paused: boolean): void;
  className?: string;
}) {
  const status = paused ? "Paused" : state === "live" && reading ? "Waiting while you look" : words[state];
  const dot =
    state === "live" && !paused ? "bg-positive" : state === "away" || state === "lost" ? "bg-negative" : "bg-ink-faint";
  return (
    <div className={classNames("flex flex-wrap items-center gap-x-3", className)} data-needs-script="">
      <output className="flex items-center gap-2 text-ink-muted text-sm" data-live={state}>
        <span aria-hidden="true" className={`size-2 rounded-full ${dot}`} />
        {status}
        {news ? ` · ${news} new` : ""}
        {skipped ? ` · ${skipped} came too fast to show` : ""}
      </output>
      <span className="flex-1" />
      {news ? (
        <Button size="sm" onClick={onRelease}>
          Show {news} new
        </Button>
      ) : null}
      <Button
        size="sm"
        onClick={() => onPause(!paused)}
        icon={paused ? <Play className="size-4" aria-hidden="true" /> : <Pause className="size-4" aria-hidden="true" />}
      >
        {paused ? "Go on" : "Pause"}
      </Button>
    </div>
  );
}
