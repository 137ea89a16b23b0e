import Link from "next/link";
import type { ReactNode } from "react";
import { Method } from "@/components/ui/badge";
import { paths } from "@/lib/base/paths";
import type { Group, OperationSummary } from "@/lib/reference/schema";

function Entry({ href, current, children }: { href: string; current: boolean; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} aria-current={current ? "page" : undefined} className="wm-side-link">
      {children}
    </Link>
  );
}

function Operations({
  title,
  operations,
  current,
}: {
  title: string;
  operations: OperationSummary[];
  current: string;
}) {
  return (
    <div className="wm-side-group">
      <p className="wm-side-label">{title}</p>
      <ul>
        {operations.map((operation) => (
          <li key={operation.id}>
            <Entry href={paths.operation(operation.id)} current={operation.id === current}>
              <span className={operation.deprecated ? "line-through" : undefined}>{operation.summary}</span>
              {operation.kind === "operation" ? (
                <Method method={operation.method} className="shrink-0 text-2xs" />
              ) : null}
            </Entry>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Every operation by group, webhooks last. `current` is an operationId, or empty on the overview. */
export function ReferenceSidebar({
  groups,
  webhooks,
  current,
}: {
  groups: Group[];
  webhooks: OperationSummary[];
  current: string;
}) {
  return (
    <nav aria-label="API reference">
      <Entry href={paths.reference} current={current === ""}>
        Overview
      </Entry>
      {groups.map((group) => (
        <Operations key={group.slug} title={group.name} operations={group.operations} current={current} />
      ))}
      {webhooks.length > 0 ? <Operations title="Webhook messages" operations={webhooks} current={current} /> : null}
    </nav>
  );
}
