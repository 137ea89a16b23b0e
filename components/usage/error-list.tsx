import Link from "next/link";
import { Method, Status } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DataTable } from "@/components/ui/table";
import { formatDay, formatNumber } from "@/lib/base/format";

export type ErrorRow = {
  method: string;
  route: string;
  status: number;
  problem: string;
  calls: number;
  lastAt: string;
  /** The page that explains it. */
  explanation: { href: string; title: string };
  /** These calls in the request log; null when it no longer has them. */
  requestsHref: string | null;
};

/** What went wrong most, each with the entry of the docs that explains it. */
export function ErrorList({ errors }: { errors: ErrorRow[] }) {
  return (
    <Card id="errors">
      <CardHeader title="Errors" description="What went wrong most, and what it means." />
      {errors.length === 0 ? (
        <CardBody className="text-ink-muted">No call went wrong in this time.</CardBody>
      ) : (
        <DataTable
          caption="Errors"
          rows={errors}
          rowKey={(row) => `${row.status} ${row.problem} ${row.method} ${row.route}`}
          columns={[
            { header: "Status", cell: (row) => <Status status={row.status} /> },
            {
              header: "Call",
              cell: (row) => (
                <span className="inline-flex items-baseline gap-2 whitespace-nowrap">
                  <Method method={row.method} />
                  <code>{row.route}</code>
                </span>
              ),
            },
            {
              header: "What it means",
              cell: (row) => (
                <Link href={row.explanation.href} className="text-accent underline underline-offset-4">
                  {row.explanation.title}
                </Link>
              ),
            },
            {
              header: "Calls",
              numeric: true,
              cell: (row) =>
                row.requestsHref ? (
                  <Link href={row.requestsHref} prefetch={false}>
                    {formatNumber(row.calls)}
                  </Link>
                ) : (
                  formatNumber(row.calls)
                ),
            },
            {
              header: "Last",
              cell: (row) => <span className="whitespace-nowrap text-ink-muted">{formatDay(row.lastAt)}</span>,
            },
          ]}
        />
      )}
    </Card>
  );
}
