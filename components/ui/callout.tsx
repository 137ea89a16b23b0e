import { CircleAlert, CircleCheck, Info, Lightbulb, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type CalloutKind = "note" | "tip" | "success" | "warning" | "danger";

const kinds = {
  note: { icon: Info, word: "Note", text: "text-info", box: "border-info/25 bg-info-soft" },
  tip: { icon: Lightbulb, word: "Tip", text: "text-accent", box: "border-accent-line bg-accent-soft" },
  success: { icon: CircleCheck, word: "Done", text: "text-positive", box: "border-positive/25 bg-positive-soft" },
  warning: { icon: TriangleAlert, word: "Careful", text: "text-warning", box: "border-warning/30 bg-warning-soft" },
  danger: { icon: CircleAlert, word: "Danger", text: "text-negative", box: "border-negative/25 bg-negative-soft" },
} as const;

/** Set apart from the text. Without a title the kind's own word leads, so that colour is not the only signal. */
export function Callout({
  kind = "note",
  title,
  children,
  className,
}: {
  kind?: CalloutKind;
  title?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const { icon: Icon, word, text, box } = kinds[kind] ?? kinds.note;
  return (
    <aside className={classNames("flex gap-3 rounded-lg border px-4 py-3", box, className)}>
      <Icon className={classNames("mt-[3px] size-4 shrink-0", text)} aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className={classNames("font-semibold", text)}>{title ?? word}</p>
        <div className="wm-callout-text text-ink">{children}</div>
      </div>
    </aside>
  );
}
