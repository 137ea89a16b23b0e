import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/** `:where`: a width given by the caller wins over the full one. */
const control =
  "[:where(&)]:w-full rounded-md border border-line-field bg-surface text-base text-ink transition-colors hover:border-ink-faint " +
  "focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-negative " +
  "disabled:bg-sunken disabled:text-ink-faint";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={classNames(control, "h-9 px-3", className)} />;
}

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={rows} {...rest} className={classNames(control, "min-h-20 px-3 py-2", className)} />;
}

export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={classNames("relative block", className)}>
      <select {...rest} className={classNames(control, "h-9 appearance-none pr-8 pl-3")}>
        {children}
      </select>
      <ChevronDown
        className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-ink-faint"
        aria-hidden="true"
      />
    </span>
  );
}
