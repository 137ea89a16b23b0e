import { PartyPopper } from "lucide-react";
import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { paths } from "@/lib/base/paths";
import type { ChecklistStep } from "./checklist-steps";

/** The step to take now, large. `call`: the request to copy, where the step is one. */
export function NextStep({
  step,
  number,
  total,
  keyStart,
  call,
}: {
  step: ChecklistStep | null;
  number: number;
  total: number;
  keyStart: string | null;
  call: ReactNode;
}) {
  if (!step) {
    return (
      <Frame kicker="All the way round">
        <h2 className="flex items-center gap-2.5 text-2xl">
          <PartyPopper className="size-6 text-accent" aria-hidden="true" />
          Your app is live, certified and shown
        </h2>
        <p className="mt-2 max-w-xl text-pretty text-ink-muted text-md">
          Everything on this list is done. Bring the colleagues who will keep it running: each gets their own journey.
        </p>
        <div className="mt-5 flex flex-wrap gap-2">
          <LinkButton href={paths.console.team} variant="primary">
            Invite a colleague
          </LinkButton>
          <LinkButton href={paths.console.requests()}>See your requests</LinkButton>
        </div>
      </Frame>
    );
  }
  return (
    <Frame kicker={step.waiting ? "Nothing to do for you now" : `Next: step ${number} of ${total}`}>
      <h2 className="text-2xl tracking-tight">{step.title}</h2>
      <p className="mt-1.5 max-w-xl text-pretty text-ink-muted text-md">{step.text}</p>
      {call ? <div className="mt-5">{call}</div> : null}
      {step.call === "sandbox" && keyStart ? (
        <p className="mt-3 text-ink-muted text-sm">
          The secret is the one that starts with <Code>{keyStart}</Code>. It was shown once; if it is lost, make another
          key.
        </p>
      ) : null}
      {step.action ? (
        <div className="mt-5 flex flex-wrap items-center gap-3">
          <LinkButton
            href={step.action.href}
            variant={step.call ? "secondary" : "primary"}
            size={step.call ? "md" : "lg"}
          >
            {step.action.label}
          </LinkButton>
          {step.call ? (
            <p className="flex items-center gap-2 text-ink-muted text-sm">
              <span className="size-2 animate-pulse rounded-full bg-accent" aria-hidden="true" />
              Watching for your call
            </p>
          ) : null}
        </div>
      ) : null}
    </Frame>
  );
}

function Frame({ kicker, children }: { kicker: string; children: ReactNode }) {
  return (
    <section
      aria-label={kicker}
      className="relative overflow-hidden rounded-xl border border-accent-line bg-surface px-6 py-6 shadow-low sm:px-8 sm:py-7"
    >
      <div
        className="pointer-events-none absolute inset-0 bg-[radial-gradient(90%_120%_at_100%_0%,var(--accent-soft),transparent_65%)]"
        aria-hidden="true"
      />
      <div className="relative">
        <p className="mb-1.5 font-medium text-accent text-sm">{kicker}</p>
        {children}
      </div>
    </section>
  );
}
