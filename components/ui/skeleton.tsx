import { classNames } from "./class-names";

/** The shape of what is coming. Say what loads to assistive technology once, around them: `<div role="status" aria-label="Loading usage">`. */
export function Skeleton({ className }: { className?: string }) {
  return <div className={classNames("animate-pulse rounded-md bg-hover", className)} aria-hidden="true" />;
}
