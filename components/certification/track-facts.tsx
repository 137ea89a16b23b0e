import { Clock, FileQuestion, Hourglass, ShieldCheck, Terminal } from "lucide-react";
import { formatDuration, formatPercent } from "@/lib/base/format";
import type { TrackSummary } from "@/lib/certification/schema";

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What a track asks for, at a glance. */
export function TrackFacts({ track }: { track: TrackSummary }) {
  const facts = [
    {
      icon: FileQuestion,
      text: `${plural(track.questionsPerAttempt, "question")}, ${formatPercent(track.passMark)} to pass`,
    },
    ...(track.tasks.length ? [{ icon: Terminal, text: plural(track.tasks.length, "hands-on task") }] : []),
    { icon: Clock, text: `${track.timeLimitMinutes} minutes` },
    { icon: ShieldCheck, text: `Holds for ${plural(track.validMonths, "month")}` },
    ...(track.coolDownMinutes
      ? [{ icon: Hourglass, text: `Try again after ${formatDuration(track.coolDownMinutes * 60_000)}` }]
      : []),
  ];
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1.5 text-ink-muted text-sm">
      {facts.map(({ icon: Icon, text }) => (
        <li key={text} className="flex items-center gap-1.5">
          <Icon className="size-3.5 text-ink-faint" aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}
