import Link from "next/link";
import { Method } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardFooter } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { formatDay, formatPercent, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { TrackState } from "@/lib/certification/schema";
import { TrackFacts } from "./track-facts";

/** What a track asks for before somebody starts, and the button that starts it. */
export function TrackIntro({ state, start }: { state: TrackState; start: (form: FormData) => Promise<void> }) {
  const { track, attempt, certification, nextAttemptAt } = state;
  return (
    <div className="max-w-3xl space-y-5">
      {nextAttemptAt ? (
        <Callout kind="warning" title={`You can try again from ${formatTime(nextAttemptAt)}`}>
          <p>
            The last attempt was not passed
            {attempt?.score != null ? ` (${formatPercent(attempt.score)})` : null}.{" "}
            {attempt ? (
              <Link
                href={`${paths.console.track(track.id)}?attempt=${attempt.id}`}
                className="text-accent underline underline-offset-2"
              >
                See what was right, and the pages to read
              </Link>
            ) : null}
          </p>
        </Callout>
      ) : null}
      <Card>
        <CardBody className="space-y-5 py-6">
          <TrackFacts track={track} />
          <ol className="list-decimal space-y-1.5 pl-5 text-pretty marker:text-ink-faint">
            <li>The time runs from the moment you start. You may leave and come back; answers are kept.</li>
            <li>Questions are drawn for you. The docs may stay open: this is about finding and understanding.</li>
            {track.tasks.length ? (
              <li>The hands-on part is proved by calls that you make to the sandbox after you started.</li>
            ) : null}
            <li>Handing in grades at once and shows every answer with its reason.</li>
          </ol>
          {track.tasks.map((task) => (
            <section key={task.id} className="rounded-md border border-line bg-sunken px-4 py-3.5">
              <h2 className="text-base">{task.title}</h2>
              <p className="mt-0.5 text-pretty text-ink-muted">{task.description}</p>
              <ul className="mt-2.5 space-y-1">
                {task.calls.map((call) => (
                  <li key={`${call.method} ${call.route} ${call.status}`} className="flex items-center gap-2">
                    <Method method={call.method} className="w-12" />
                    <code className="min-w-0 truncate text-sm">{call.route}</code>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </CardBody>
        <CardFooter className="justify-between">
          <p className="text-ink-muted text-sm">
            {certification?.expiresAt
              ? `You are certified until ${formatDay(certification.expiresAt)}. Passing again renews it.`
              : attempt && !nextAttemptAt
                ? `Attempts so far: ${state.attempts}.`
                : null}
          </p>
          {nextAttemptAt ? null : (
            <form action={start}>
              <input type="hidden" name="trackId" value={track.id} />
              <SubmitButton pending="Drawing questions…" variant={certification ? "secondary" : "primary"}>
                {certification ? "Take it again" : "Start the attempt"}
              </SubmitButton>
            </form>
          )}
        </CardFooter>
      </Card>
    </div>
  );
}
