import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** What just happened, at the top of the page it happened on; announced. Use `alert` for what went wrong. */
export function FlashMessage({
  kind = "done",
  children,
  className,
}: {
  kind?: "done" | "alert";
  children: ReactNode;
  className?: string;
}) {
  const Icon = kind === "done" ? CircleCheck : CircleAlert;
  return (
    <div
      role={kind === "done" ? "status" : "alert"}
      className={classNames(
        "mb-5 flex items-start gap-2.5 rounded-lg border px-4 py-2.5",
        kind === "done" ? "border-positive/30 bg-positive-soft" : "border-negative/30 bg-negative-soft",
        className,
      )}
    >
      <Icon
        className={classNames("mt-[3px] size-4 shrink-0", kind === "done" ? "text-positive" : "text-negative")}
        aria-hidden="true"
      />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
