"use client";

import { Clock } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { formatTime } from "@/lib/base/format";

const soonMs = 5 * 60_000;
/** Moments at which the rest of the time is read out, ms. */
const announced = [10 * 60_000, soonMs, 60_000];

const clockOf = (ms: number) => {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/** Counts down to `until`; `onEnd` once at zero. `serverNow`: the server's time when it drew the page, so that a wrong clock here does not matter. */
export function ExamTimer({ until, serverNow, onEnd }: { until: string; serverNow: string; onEnd: () => void }) {
  const [leftMs, setLeftMs] = useState(() => Date.parse(until) - Date.parse(serverNow));
  const [spoken, setSpoken] = useState("");
  const ended = useRef(false);
  useEffect(() => {
    const endsAt = performance.now() + Date.parse(until) - Date.parse(serverNow);
    let before = Number.POSITIVE_INFINITY;
    const tick = () => {
      const left = endsAt - performance.now();
      setLeftMs(left);
      const passed = announced.find((moment) => before > moment && left <= moment);
      if (passed && before !== Number.POSITIVE_INFINITY) setSpoken(`${passed / 60_000} minutes left`);
      before = left;
      if (left <= 0 && !ended.current) {
        ended.current = true;
        onEnd();
      }
    };
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [until, serverNow, onEnd]);
  return (
    <div>
      <p
        className={classNames(
          "flex items-center gap-2 font-semibold text-2xl tabular-nums tracking-tight",
          leftMs <= soonMs ? "text-warning" : "text-ink",
        )}
        role="timer"
        aria-label={`Time left, until ${formatTime(until)}`}
        suppressHydrationWarning
      >
        <Clock className="size-5 text-ink-faint" aria-hidden="true" />
        {clockOf(leftMs)}
      </p>
      <p className="mt-0.5 text-ink-faint text-xs">Hand in until {formatTime(until)}.</p>
      <span role="status" className="sr-only">
        {spoken}
      </span>
    </div>
  );
}
