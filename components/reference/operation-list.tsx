import Link from "next/link";
import { Badge, Method } from "@/components/ui/badge";
import { paths } from "@/lib/base/paths";
import type { OperationSummary } from "@/lib/reference/schema";

/** Operations or webhooks as rows that lead to their pages. */
export function OperationList({ operations }: { operations: OperationSummary[] }) {
  return (
    <ul className="wm-operations">
      {operations.map((operation) => (
        <li key={operation.id}>
          <Link href={paths.operation(operation.id)} prefetch={false}>
            {operation.kind === "operation" ? <Method method={operation.method} className="w-12 shrink-0" /> : null}
            <span className="wm-operations-title">{operation.summary}</span>
            {operation.deprecated ? <Badge tone="warning">deprecated</Badge> : null}
            <code className="wm-operations-path">{operation.path}</code>
          </Link>
        </li>
      ))}
    </ul>
  );
}
