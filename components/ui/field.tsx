import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { classNames } from "./class-names";

type Control = {
  id: string;
  name: string;
  required?: true;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

type FieldProps = {
  label: ReactNode;
  name: string;
  hint?: ReactNode;
  error?: ReactNode;
  /** Fields are required unless they say so. */
  optional?: boolean;
  className?: string;
};

function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="mt-1.5 flex items-start gap-1.5 text-sm text-negative">
      <CircleAlert className="mt-[3px] size-3.5 shrink-0" aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}

/**
 * Label, control, hint and error of one value, tied together for assistive technology:
 * `<Field label="Name" name="name" error={errors.name}>{(control) => <Input {...control} defaultValue={typed.name} />}</Field>`.
 */
export function Field({
  label,
  name,
  hint,
  error,
  optional,
  className,
  children,
}: FieldProps & { children: (control: Control) => ReactNode }) {
  const id = useId();
  const describedBy = [error ? `${id}-error` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
  const control: Control = {
    id,
    name,
    ...(optional ? {} : { required: true }),
    ...(describedBy ? { "aria-describedby": describedBy } : {}),
    ...(error ? { "aria-invalid": true } : {}),
  };
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 flex items-baseline justify-between gap-3 font-medium text-ink text-sm">
        {label}
        {optional ? <span className="font-normal text-ink-faint">Optional</span> : null}
      </label>
      {children(control)}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
      {hint ? (
        <p id={`${id}-hint`} className="mt-1.5 text-ink-muted text-sm">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** Several controls that answer one question (radios, checkboxes). */
export function FieldGroup({
  label,
  hint,
  error,
  className,
  children,
}: Omit<FieldProps, "name" | "optional"> & { children: ReactNode }) {
  const id = useId();
  const describedBy = [error ? `${id}-error` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
  return (
    <fieldset className={classNames("min-w-0", className)} aria-describedby={describedBy || undefined}>
      <legend className="mb-1.5 font-medium text-ink text-sm">{label}</legend>
      {hint ? (
        <p id={`${id}-hint`} className="mb-1.5 text-ink-muted text-sm">
          {hint}
        </p>
      ) : null}
      {children}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </fieldset>
  );
}
