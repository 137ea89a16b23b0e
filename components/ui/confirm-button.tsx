"use client";

import { type ReactNode, useState } from "react";
import { Button, type ButtonSize, type ButtonVariant } from "./button";
import { Dialog } from "./dialog";
import { SubmitButton } from "./submit-button";

/**
 * A destructive act: says what will happen, then submits `action` with the given hidden `fields`.
 * `action` is a server action or an address that takes a POST.
 */
export function ConfirmButton({
  children,
  title,
  consequence,
  confirm,
  action,
  fields = {},
  variant = "danger",
  size,
  icon,
}: {
  children: ReactNode;
  title: string;
  consequence: ReactNode;
  /** The verb on the button that does it: "Revoke key". */
  confirm: string;
  action: string | ((form: FormData) => void | Promise<void>);
  fields?: Record<string, string>;
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant={variant} size={size} icon={icon} onClick={() => setOpen(true)}>
        {children}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title} size="sm">
        <div className="text-ink-muted">{consequence}</div>
        <form
          action={action}
          method={typeof action === "string" ? "post" : undefined}
          className="mt-5 flex justify-end gap-2"
        >
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <SubmitButton variant="danger" pending="Working…">
            {confirm}
          </SubmitButton>
        </form>
      </Dialog>
    </>
  );
}
