import { KeyRound } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { PageLink } from "@/components/ui/page-link";
import { DataTable } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";
import type { KeyView } from "@/lib/keys/schema";

/** Keys as staff see them: which page of the docs led to each. */
export function KeyOrigins({ keys, apps = {} }: { keys: KeyView[]; apps?: Record<string, string> }) {
  return (
    <DataTable
      caption="Keys"
      rows={keys}
      rowKey={(key) => key.id}
      empty={
        <EmptyState icon={<KeyRound />} title="No keys yet">
          They appear with the page that led to them.
        </EmptyState>
      }
      columns={[
        {
          header: "Key",
          cell: (key) => (
            <>
              {key.name}
              <code className="block text-ink-muted text-sm">{key.start}…</code>
            </>
          ),
        },
        { header: "App", cell: (key) => apps[key.appId] ?? <code className="text-sm">{key.appId}</code> },
        {
          header: "Environment",
          cell: (key) => <Badge tone={key.environment === "live" ? "accent" : "neutral"}>{key.environment}</Badge>,
        },
        {
          header: "Came from",
          cell: (key) =>
            key.originPath ? <PageLink path={key.originPath} /> : <span className="text-ink-faint">not known</span>,
        },
        { header: "Made", cell: (key) => <span className="whitespace-nowrap">{formatTime(key.createdAt)}</span> },
      ]}
    />
  );
}
