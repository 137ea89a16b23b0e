import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section {...rest} className={classNames("rounded-lg border border-line bg-surface shadow-low", className)} />;
}

/** `actions` stand at the right end of the heading's line. */
export function CardHeader({
  title,
  description,
  actions,
  level = 2,
}: {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  level?: 2 | 3;
}) {
  const Heading = `h${level}` as const;
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-line border-b px-5 py-3.5">
      <div className="min-w-0">
        <Heading className="text-md leading-6">{title}</Heading>
        {description ? <p className="text-ink-muted text-sm">{description}</p> : null}
      </div>
      {actions ? <div className="flex shrink-0 items-center gap-2">{actions}</div> : null}
    </div>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={classNames("px-5 py-4", className)} />;
}

export function CardFooter({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      {...rest}
      className={classNames(
        "flex flex-wrap items-center justify-end gap-2 rounded-b-lg border-line border-t bg-sunken px-5 py-3",
        className,
      )}
    />
  );
}
