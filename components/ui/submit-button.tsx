"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonSize, type ButtonVariant } from "./button";
import { Spinner } from "./spinner";

/** Submits the form around it; while the server answers it says `pending` and takes no second press. */
export function SubmitButton({
  children,
  pending: pendingText,
  variant = "primary",
  size,
  name,
  value,
  className,
}: {
  children: ReactNode;
  pending?: ReactNode;
  variant?: ButtonVariant;
  size?: ButtonSize;
  name?: string;
  value?: string;
  className?: string;
}) {
  const { pending } = useFormStatus();
  return (
    <Button
      type="submit"
      variant={variant}
      size={size}
      name={name}
      value={value}
      className={className}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : undefined}
      icon={pending ? <Spinner /> : undefined}
    >
      {pending && pendingText ? pendingText : children}
    </Button>
  );
}
