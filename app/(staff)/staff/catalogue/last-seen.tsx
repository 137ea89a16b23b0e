import { formatDay, formatTime } from "@/lib/base/format";

/** When something was last seen: a time, or for long ago its day. */
export function LastSeen({ at }: { at: string | null }) {
  if (!at) return <span className="text-ink-muted">Never</span>;
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {at.length > 10 ? formatTime(at) : formatDay(at)}
    </time>
  );
}
