import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { CopyButton } from "./copy-button";

/** A word of code in a sentence. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <code
      className={classNames(
        "rounded-sm border border-line bg-code px-1 py-px text-[0.875em] [overflow-wrap:anywhere]",
        className,
      )}
    >
      {children}
    </code>
  );
}

/** A value to take along (an id, a key's start, a URL) with its copy button. */
export function CopyableCode({ text, label, className }: { text: string; label?: string; className?: string }) {
  return (
    <span
      className={classNames(
        "inline-flex max-w-full items-center gap-0.5 rounded-md border border-line bg-code pl-2",
        className,
      )}
    >
      <code className="truncate text-sm">{text}</code>
      <CopyButton text={text} label={label ?? `Copy ${text}`} />
    </span>
  );
}

/** Plain text in a code frame: a response, a log line. Highlighted code comes from the docs' and the reference's own blocks. */
export function CodePanel({ title, text, className }: { title?: ReactNode; text: string; className?: string }) {
  return (
    <figure className={classNames("wm-code", className)}>
      <figcaption className="wm-code-head">
        <span className="min-w-0 flex-1 truncate">{title}</span>
        <CopyButton text={text} label="Copy code" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
