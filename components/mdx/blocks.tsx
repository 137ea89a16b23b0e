import { ArrowRight, ChevronRight } from "lucide-react";
import Link from "next/link";
import { Children, isValidElement, type ReactNode } from "react";
import type { Words } from "@/components/docs/frame-texts";
import { Badge, type Tone } from "@/components/ui/badge";
import { type CalloutKind, Callout as UiCallout } from "@/components/ui/callout";
import { DrawnIcon } from "@/components/ui/drawn-icon";
import { Tabs as UiTabs } from "@/components/ui/tabs";
import { StepCheck, StepsProgress } from "./step-check";

const calloutKinds: Record<string, CalloutKind> = { warn: "warning" };

export function Callout({ type = "note", title, children }: { type?: string; title?: string; children: ReactNode }) {
  return (
    <UiCallout kind={calloutKinds[type] ?? (type as CalloutKind)} title={title}>
      {children}
    </UiCallout>
  );
}

/** With steps that tick themselves, how many are done stands above. `words`: what they say in the page's language. */
export function Steps({ words, children }: { words?: Words | undefined; children: ReactNode }) {
  const verified = Children.toArray(children).flatMap((child) =>
    isValidElement<{ verify?: string }>(child) && child.props.verify ? [child.props.verify] : [],
  );
  return (
    <>
      {verified.length ? <StepsProgress total={new Set(verified).size} words={words} /> : null}
      <ol className="wm-steps">{children}</ol>
    </>
  );
}

/** `id` and `depth` are put by the compiler: a step is a heading one below the one it stands under. `verify`: what ticks it. */
export function Step({
  title,
  id,
  depth = "3",
  verify,
  words,
  children,
}: {
  title?: string;
  id?: string;
  depth?: string;
  verify?: string;
  words?: Words | undefined;
  children: ReactNode;
}) {
  const Heading = depth === "2" ? "h2" : "h3";
  return (
    <li className="wm-step">
      {title ? (
        <Heading id={id} className="wm-step-title">
          {title}
        </Heading>
      ) : null}
      {verify ? <StepCheck verify={verify} words={words} /> : null}
      {children}
    </li>
  );
}

/** `items` names the tabs in order: `<Tabs items={["curl", "JavaScript"]}><Tab>…</Tab><Tab>…</Tab></Tabs>`. `labels`, JSON, is the compiler's. */
export function Tabs({ items, labels, children }: { items?: string[]; labels?: string; children: ReactNode }) {
  const names: string[] = items ?? JSON.parse(labels ?? "[]");
  const panels = Children.toArray(children).filter(isValidElement);
  return (
    <UiTabs
      label={names.join(", ") || "Variants"}
      tabs={panels.map((panel, index) => ({ label: names[index] ?? `Variant ${index + 1}`, panel }))}
    />
  );
}

/** Text on the tag's own line is no paragraph yet (`<Tab>Like this</Tab>`). */
export function Tab({ children }: { children: ReactNode }) {
  const bare = Children.toArray(children).some((child) => typeof child === "string" && child.trim());
  return bare ? <p>{children}</p> : children;
}

export function Cards({ children }: { children: ReactNode }) {
  return <div className="grid gap-3 sm:grid-cols-2">{children}</div>;
}

/** `drawing`: the named icon's, put by the compiler. */
export function Card({
  title,
  href,
  drawing,
  children,
}: {
  title: string;
  href: string;
  drawing?: string;
  children?: ReactNode;
}) {
  return (
    <Link
      href={href}
      className="group/card flex flex-col rounded-lg border border-line bg-surface px-4 py-3.5 text-base shadow-low transition-colors hover:border-accent-line hover:bg-accent-soft/50"
    >
      <span className="flex items-center justify-between gap-2 font-semibold text-ink">
        <span className="flex min-w-0 items-center gap-2.5">
          {drawing ? <DrawnIcon drawing={drawing} className="size-4.5 text-accent" /> : null}
          {title}
        </span>
        <ArrowRight
          className="size-4 text-ink-faint transition-transform group-hover/card:translate-x-0.5 group-hover/card:text-accent"
          aria-hidden="true"
        />
      </span>
      <span className="mt-0.5 text-ink-muted leading-relaxed">{children}</span>
    </Link>
  );
}

export function Accordion({ title, open, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className="group/fold rounded-lg border border-line" open={open}>
      <summary className="flex cursor-pointer items-center gap-2 px-4 py-2.5 font-medium text-base">
        <ChevronRight
          className="size-4 text-ink-faint transition-transform group-open/fold:rotate-90"
          aria-hidden="true"
        />
        {title}
      </summary>
      <div className="wm-callout-text border-line border-t px-4 py-3">{children}</div>
    </details>
  );
}

export function PageBadge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <Badge tone={tone}>{children}</Badge>;
}
