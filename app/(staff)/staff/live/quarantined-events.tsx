import { ShieldCheck } from "lucide-react";
import { Payload } from "@/components/events/payload";
import { reasonWords } from "@/components/events/reason-words";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";
import { listQuarantined } from "@/lib/events/list-quarantined";
import { type LiveAddress, spans } from "./live-address";

export async function QuarantinedEvents({
  address,
  sourceNames,
}: {
  address: LiveAddress;
  sourceNames: Map<string, string>;
}) {
  const rows = await listQuarantined({
    withinMs: spans[address.within].ms,
    name: address.name,
    sourceId: address.source,
  });
  return (
    <DataTable
      caption="Events that were set aside, newest first"
      rows={rows}
      rowKey={(row, index) => `${row.received_at} ${row.event_id} ${index}`}
      empty={
        <EmptyState icon={<ShieldCheck />} title="Nothing was set aside">
          What the catalogue does not know, or what does not fit it, is kept here with the reason.
        </EmptyState>
      }
      columns={[
        {
          header: "Arrived",
          cell: (row) => (
            <time
              dateTime={row.received_at}
              title={formatTime(row.received_at)}
              className="whitespace-nowrap tabular-nums"
            >
              {row.received_at.slice(11, 23)}
            </time>
          ),
        },
        { header: "Sent as", cell: (row) => <span className="font-mono text-sm">{row.name || "–"}</span> },
        {
          header: "Why",
          cell: (row) => (
            <div className="min-w-52">
              <Badge tone="warning">{reasonWords[row.reason as keyof typeof reasonWords] ?? row.reason}</Badge>
              <ul className="mt-1 text-ink-muted text-sm">
                {row.errors.slice(0, 5).map(({ pointer, detail }) => (
                  <li key={`${pointer} ${detail}`}>
                    {pointer ? <code className="text-ink">{pointer}</code> : null} {detail}
                  </li>
                ))}
              </ul>
            </div>
          ),
        },
        {
          header: "Source",
          cell: (row) => (
            <span className="text-ink-muted text-sm">{sourceNames.get(row.source_id) ?? row.source_id}</span>
          ),
        },
        {
          header: <span className="sr-only">As sent</span>,
          className: "w-80",
          cell: (row) => <Payload label="As sent" text={row.payload} />,
        },
      ]}
    />
  );
}
