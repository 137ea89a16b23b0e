import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** Nothing here yet: what will stand here (`title`, `children`) and how to fill it (`action`). */
export function EmptyState({
  icon,
  title,
  titleAs: Title = "p",
  children,
  action,
  className,
}: {
  icon?: ReactNode;
  title: ReactNode;
  /** `h1` where nothing else on the page is its heading. */
  titleAs?: "p" | "h1";
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={classNames("flex flex-col items-center px-6 py-14 text-center", className)}>
      {icon ? (
        <div
          className="mb-4 grid size-11 place-items-center rounded-lg border border-line-strong border-dashed text-ink-faint [&_svg]:size-5"
          aria-hidden="true"
        >
          {icon}
        </div>
      ) : null}
      <Title className="font-medium text-ink text-md">{title}</Title>
      {children ? <div className="mt-1 max-w-md text-pretty text-ink-muted">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap items-center justify-center gap-2">{action}</div> : null}
    </div>
  );
}
