import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type Tone = "neutral" | "accent" | "positive" | "warning" | "negative" | "info";

const tones: Record<Tone, string> = {
  neutral: "border-line-strong bg-sunken text-ink-muted",
  accent: "border-accent-line bg-accent-soft text-accent",
  positive: "border-positive/30 bg-positive-soft text-positive",
  warning: "border-warning/30 bg-warning-soft text-warning",
  negative: "border-negative/30 bg-negative-soft text-negative",
  info: "border-info/30 bg-info-soft text-info",
};

/** A short state or class. The words carry the meaning, the tone only helps the eye. */
export function Badge({
  tone = "neutral",
  dot,
  className,
  children,
}: {
  tone?: Tone;
  dot?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full border px-2 font-medium text-xs leading-5",
        tones[tone],
        className,
      )}
    >
      {dot ? <span className="size-1.5 rounded-full bg-current" aria-hidden="true" /> : null}
      {children}
    </span>
  );
}

const methodTones: Record<string, string> = {
  GET: "text-info",
  POST: "text-positive",
  PUT: "text-warning",
  PATCH: "text-warning",
  DELETE: "text-negative",
};

/** An HTTP method, in the colour it has everywhere in the portal. */
export function Method({ method, className }: { method: string; className?: string }) {
  const name = method.toUpperCase();
  return (
    <span className={classNames("font-mono font-semibold text-xs", methodTones[name] ?? "text-ink-muted", className)}>
      {name === "DELETE" ? (
        <abbr title="DELETE" className="no-underline">
          DEL
        </abbr>
      ) : (
        name
      )}
    </span>
  );
}

/** An HTTP status, toned by its class. */
export function Status({ status }: { status: number }) {
  const tone: Tone = status >= 500 ? "negative" : status >= 400 ? "warning" : status >= 300 ? "info" : "positive";
  return (
    <Badge tone={tone} className="font-mono">
      {status}
    </Badge>
  );
}
