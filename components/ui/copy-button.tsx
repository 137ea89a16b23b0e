import { Check, Copy } from "lucide-react";
import { classNames } from "./class-names";

/**
 * Copies `text`, or the text of the element with the id `from`. Plain HTML: one listener for the whole page does the work
 * (components/layout/page-script/listen-to-page.ts), so a page of a hundred code blocks hydrates nothing for them.
 */
export function CopyButton({
  text,
  from,
  label = "Copy",
  showLabel = false,
  className,
}: {
  text?: string;
  from?: string;
  label?: string;
  showLabel?: boolean;
  className?: string;
}) {
  return (
    <button
      type="button"
      data-copy={text ?? ""}
      data-copy-from={from}
      data-needs-script=""
      className={classNames(
        "group/copy inline-flex h-7 items-center gap-1.5 rounded-md px-1.5 text-ink-faint text-sm transition-colors hover:bg-hover hover:text-ink",
        className,
      )}
    >
      <Copy className="size-3.5 group-data-copied/copy:hidden" aria-hidden="true" />
      <Check className="hidden size-3.5 text-positive group-data-copied/copy:block" aria-hidden="true" />
      <span className={showLabel ? undefined : "sr-only"}>{label}</span>
    </button>
  );
}
