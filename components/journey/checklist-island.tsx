"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import { formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { Checklist } from "./checklist";
import { nextStep } from "./checklist-steps";
import type { JourneyView } from "./journey-view";
import { LastErrors } from "./last-errors";
import { NextStep } from "./next-step";

/** Calls are told as they come; what else ticks a step (a key, a review) is looked for so often. */
const calmMs = 15_000;
/** The first thing the ledger tells of a call may be the call itself, a moment before the milestone it reached. */
const secondLookMs = 1_500;

/**
 * The console's home. Drawn on the server, then told of every call as it comes (server-sent events), so that a step ticks while the developer
 * looks. Listens and asks only while the page is seen, and asks at once when it is seen again.
 */
export function ChecklistIsland({
  initial,
  sandboxCall,
  liveCall,
}: {
  initial: JourneyView;
  /** Ready-made requests to copy. */
  sandboxCall: ReactNode;
  liveCall: ReactNode;
}) {
  const [view, setView] = useState(initial);
  const [news, setNews] = useState("");
  const shown = useRef(initial);
  const { steps, calls } = view;
  const next = nextStep(steps);

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let source: EventSource | undefined;
    const ask = async () => {
      clearTimeout(timer);
      if (!document.hidden) {
        try {
          const response = await fetch(paths.api.journey, { cache: "no-store", signal: controller.signal });
          if (response.ok) {
            const fresh = (await response.json()) as JourneyView;
            const ticked = fresh.steps.filter(
              (step, index) =>
                step.doneAt && shown.current.steps[index]?.id === step.id && !shown.current.steps[index]?.doneAt,
            );
            if (ticked.length) setNews(`Done: ${ticked.map((step) => step.title).join(", ")}`);
            shown.current = fresh;
            setView(fresh);
          }
        } catch {
          // The portal is away or the page is left: the next round tells.
        }
      }
      if (!controller.signal.aborted) timer = setTimeout(ask, calmMs);
    };
    const listen = () => {
      source?.close();
      source = undefined;
      if (document.hidden) return;
      source = new EventSource(paths.console.requestsStream());
      source.addEventListener("rows", async () => {
        await ask();
        clearTimeout(timer);
        if (!controller.signal.aborted) timer = setTimeout(ask, secondLookMs);
      });
    };
    timer = setTimeout(ask, calmMs);
    listen();
    const onSeen = () => {
      listen();
      if (!document.hidden) ask();
    };
    document.addEventListener("visibilitychange", onSeen);
    return () => {
      controller.abort();
      clearTimeout(timer);
      source?.close();
      document.removeEventListener("visibilitychange", onSeen);
    };
  }, []);

  const done = steps.filter((step) => step.doneAt).length;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0 space-y-6">
        <NextStep
          step={next}
          number={next ? steps.findIndex((step) => step.id === next.id) + 1 : steps.length}
          total={steps.length}
          keyStart={view.keyStart}
          call={next?.call === "sandbox" ? sandboxCall : next?.call === "live" ? liveCall : null}
        />
        <p role="status" className="sr-only">
          {news}
        </p>
        <LastErrors errors={view.lastErrors} />
      </div>
      <div className="space-y-6">
        <Stat
          label="Calls today"
          value={calls ? formatNumber(calls.total) : "–"}
          note={
            calls === null
              ? "Cannot be counted right now."
              : calls.total === 0
                ? "None since midnight UTC."
                : `${formatNumber(calls.refused)} refused or failed; since midnight UTC.`
          }
          chart={
            calls && calls.total > 0 ? (
              <Sparkline label="Calls by hour" values={calls.hours} width={280} height={36} className="w-full" />
            ) : null
          }
        />
        <Card>
          <CardHeader title="Your journey" description={`${done} of ${steps.length} done`} />
          <CardBody className="py-5">
            <Checklist steps={steps} currentId={next?.id ?? null} />
          </CardBody>
        </Card>
      </div>
    </div>
  );
}
