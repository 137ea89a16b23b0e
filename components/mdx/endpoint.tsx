import Link from "next/link";
import type { ReactNode } from "react";
import { Badge, Method } from "@/components/ui/badge";

/** A method and a path, leading to the operation's page in the reference when there is one; with `tries` to Try it there. */
export function Endpoint({
  method,
  path,
  href,
  tries = false,
}: {
  method: string;
  path: string;
  href?: string;
  tries?: boolean;
}) {
  const inside = (
    <>
      <Method method={method} />
      <code>{path}</code>
      {tries && href ? <span className="font-sans text-accent text-sm">Try it</span> : null}
    </>
  );
  return href ? (
    <Link href={tries ? `${href}#try` : href} prefetch={false} className="wm-endpoint">
      {inside}
    </Link>
  ) : (
    <span className="wm-endpoint">{inside}</span>
  );
}

export function Parameters({ children }: { children: ReactNode }) {
  return <dl className="wm-parameters">{children}</dl>;
}

/** A field, an option, an argument: name, type, whether it must be there, and what it is for. */
export function Parameter({
  name,
  type,
  required,
  deprecated,
  default: preset,
  children,
}: {
  name: string;
  type?: string;
  required?: boolean;
  deprecated?: boolean;
  default?: string;
  children?: ReactNode;
}) {
  return (
    <div>
      <dt>
        <code>{name}</code>
        {type ? <span className="text-ink-muted text-sm">{type}</span> : null}
        {required ? <Badge tone="accent">required</Badge> : null}
        {deprecated ? <Badge tone="warning">deprecated</Badge> : null}
        {preset === undefined ? null : (
          <span className="text-ink-muted text-sm">
            default <code>{preset}</code>
          </span>
        )}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
