import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** The top of a console or staff page: its one h1, one sentence, its actions. */
export function PageHeader({
  title,
  description,
  actions,
  above,
  className,
}: {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** Breadcrumbs. */
  above?: ReactNode;
  className?: string;
}) {
  return (
    <header className={classNames("mb-6", className)}>
      {above ? <div className="mb-2">{above}</div> : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-2xl tracking-tight">{title}</h1>
          {description ? <p className="mt-1 max-w-2xl text-pretty text-ink-muted text-md">{description}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
