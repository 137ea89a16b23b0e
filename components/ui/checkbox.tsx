import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

type ChoiceProps = ComponentProps<"input"> & { label: ReactNode; hint?: ReactNode };

function Choice({ label, hint, className, type, ...rest }: ChoiceProps) {
  return (
    <label
      className={classNames(
        "flex items-start gap-2.5 py-1",
        rest.disabled ? "opacity-60" : "cursor-pointer",
        className,
      )}
    >
      <input {...rest} type={type} className="mt-[3px] size-4 shrink-0 accent-accent" />
      <span className="min-w-0">
        <span className="text-base text-ink">{label}</span>
        {hint ? <span className="block text-sm text-ink-muted">{hint}</span> : null}
      </span>
    </label>
  );
}

export function Checkbox(props: Omit<ChoiceProps, "type">) {
  return <Choice {...props} type="checkbox" />;
}

/** One of several with the same `name`; put them in a FieldGroup. */
export function Radio(props: Omit<ChoiceProps, "type">) {
  return <Choice {...props} type="radio" />;
}
