import { Card, CardHeader } from "@/components/ui/card";
import type { SqlView } from "@/lib/reports/sql/schema";

/** What can be asked, view by view and column by column. */
export function ViewBrowser({ views }: { views: SqlView[] }) {
  return (
    <Card className="min-w-0">
      <CardHeader title="Views" description="Open one for its columns." />
      <ul className="divide-y divide-line">
        {views.map((view) => (
          <li key={view.name}>
            <details>
              <summary className="cursor-pointer px-5 py-2.5 font-mono text-sm hover:bg-hover">{view.name}</summary>
              <p className="px-5 pb-2 text-ink-muted text-sm">{view.description}</p>
              <dl className="space-y-2 px-5 pb-4 text-sm">
                {view.columns.map((column) => (
                  <div key={column.name}>
                    <dt className="flex flex-wrap items-baseline justify-between gap-x-3">
                      <code className="font-medium">{column.name}</code>
                      <span className="text-ink-faint text-xs">{column.type}</span>
                    </dt>
                    <dd className="text-ink-muted">{column.description}</dd>
                  </div>
                ))}
              </dl>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  );
}
