import Link from "next/link";
import type { ButtonHTMLAttributes, ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-on-accent shadow-low hover:bg-accent-hover",
  secondary: "border-line-strong bg-surface text-ink shadow-low hover:border-line-field hover:bg-hover",
  ghost: "border-transparent text-ink-muted hover:bg-hover hover:text-ink",
  danger: "border-line-strong bg-surface text-negative shadow-low hover:border-negative hover:bg-negative-soft",
};

const sizes: Record<ButtonSize, string> = {
  sm: "h-7 gap-1.5 rounded-md px-2.5 text-sm",
  md: "h-9 gap-2 rounded-md px-3.5 text-base",
  lg: "h-11 gap-2 rounded-lg px-5 text-md",
};

/** The classes of a button, for the rare element that must look like one. One `primary` a view. */
export function buttonClasses(variant: ButtonVariant = "secondary", size: ButtonSize = "md", className?: string) {
  return classNames(
    "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap border font-medium no-underline transition-colors",
    "disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50",
    variants[variant],
    sizes[size],
    className,
  );
}

type Look = { variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode };

/** `type` is "button" unless given: a forgotten type must not submit a form. */
export function Button({
  variant,
  size,
  icon,
  className,
  children,
  ...rest
}: Look & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" {...rest} className={buttonClasses(variant, size, className)}>
      {icon}
      {children}
    </button>
  );
}

/** A link that looks like a button: for going somewhere, never for doing something. */
export function LinkButton({ variant, size, icon, className, children, ...rest }: Look & ComponentProps<typeof Link>) {
  return (
    <Link {...rest} className={buttonClasses(variant, size, className)}>
      {icon}
      {children}
    </Link>
  );
}
