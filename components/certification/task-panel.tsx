"use client";

import { Circle, CircleCheck } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Method } from "@/components/ui/badge";
import { classNames } from "@/components/ui/class-names";
import type { TaskState } from "@/lib/certification/schema";

/** Calls arrive within a second or two; asking more often would show nothing sooner. */
const pollMs = 3_000;

/**
 * The hands-on tasks of an attempt. Ticks each line by itself when the call has been seen; stops asking when all are proved and while
 * nobody looks at the page.
 */
export function TaskPanel({
  tasks: first,
  check,
  onChange,
}: {
  tasks: TaskState[];
  /** Looks for calls on the server; null: the attempt is closed. */
  check: () => Promise<TaskState[] | null>;
  onChange?: (tasks: TaskState[]) => void;
}) {
  const [tasks, setTasks] = useState(first);
  const [away, setAway] = useState(false);
  const done = tasks.every((task) => task.provedAt);
  useEffect(() => {
    if (done) return;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (!document.hidden) {
        try {
          const found = await check();
          if (stopped || !found) return;
          setAway(false);
          setTasks(found);
          onChange?.(found);
        } catch {
          setAway(true);
        }
      }
      if (!stopped) timer = setTimeout(look, pollMs);
    };
    timer = setTimeout(look, pollMs);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [done, check, onChange]);
  return (
    <div className="space-y-4">
      {tasks.map((task) => (
        <section key={task.id} aria-labelledby={`task-${task.id}`} className="rounded-lg border border-line bg-surface">
          <div className="px-5 py-4">
            <h3 id={`task-${task.id}`} className="flex flex-wrap items-center gap-x-2 text-md">
              {task.title}
              {task.provedAt ? <span className="font-normal text-positive text-sm">Proved</span> : null}
            </h3>
            <p className="mt-0.5 max-w-2xl text-pretty text-ink-muted">{task.description}</p>
            {task.doc ? (
              <p className="mt-1.5 text-sm">
                <Link href={task.doc} target="_blank" className="text-accent hover:underline">
                  The page that shows how
                </Link>
              </p>
            ) : null}
          </div>
          <ul className="divide-y divide-line border-line border-t">
            {task.calls.map((call, line) => {
              const seen = task.seen[line];
              const Icon = seen ? CircleCheck : Circle;
              return (
                <li key={`${call.method} ${call.route} ${call.status}`} className="flex items-center gap-3 px-5 py-2.5">
                  <Icon
                    className={classNames("size-4 shrink-0", seen ? "text-positive" : "text-ink-faint")}
                    aria-hidden="true"
                  />
                  <Method method={call.method} />
                  <code className="min-w-0 truncate text-sm">{call.route}</code>
                  <span className={classNames("ml-auto shrink-0 text-sm", seen ? "text-positive" : "text-ink-faint")}>
                    {seen ? "Seen" : `Waiting for a ${call.status}`}
                  </span>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
      <p role="status" className="flex items-center gap-2 text-ink-muted text-sm">
        {done ? (
          "Everything asked for has been seen."
        ) : away ? (
          "The portal does not answer right now. Your calls are not lost: this page asks again."
        ) : (
          <>
            <span className="size-2 animate-pulse rounded-full bg-accent" aria-hidden="true" />
            Watching your sandbox calls. They tick themselves within seconds.
          </>
        )}
      </p>
    </div>
  );
}
