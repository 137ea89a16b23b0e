import { Radio } from "lucide-react";
import Link from "next/link";
import { Payload } from "@/components/events/payload";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listRecentEvents, type RecentEvent } from "@/lib/events/list-recent-events";
import { type ListedName, listNames } from "@/lib/identity/list-names";
import { type LiveAddress, liveHref, spans } from "./live-address";

type Names = Map<string, ListedName>;

export async function AcceptedEvents({
  address,
  sourceNames,
}: {
  address: LiveAddress;
  sourceNames: Map<string, string>;
}) {
  const rows = await listRecentEvents({
    withinMs: spans[address.within].ms,
    name: address.name,
    sourceId: address.source,
    who: address.who,
  });
  const names = await listNames(postgres(), {
    personIds: unique(rows.map((row) => row.resolvedPersonId)),
    companyIds: unique(rows.map((row) => row.resolvedCompanyId)),
  });
  return (
    <DataTable
      caption="Events that arrived, newest first"
      rows={rows}
      rowKey={(row) => row.event_id}
      empty={
        <EmptyState icon={<Radio />} title="Nothing arrived">
          {address.name || address.source || address.who
            ? "No event fits these filters in this time."
            : "Open a page of the portal in another window, or send an event to /v1/batch: it shows here within seconds."}
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
        {
          header: "Event",
          cell: (row) => (
            <div className="min-w-40">
              <Link
                href={liveHref(address, { name: row.name })}
                prefetch={false}
                className="font-medium font-mono text-sm"
              >
                {row.name}
              </Link>
              {row.audience === "human" ? null : (
                <Badge tone={row.audience === "bot" ? "neutral" : "info"} className="ml-2">
                  {row.audience === "bot" ? "Bot" : "AI agent"}
                </Badge>
              )}
              {row.path ? <p className="max-w-72 truncate text-ink-muted text-sm">{row.path}</p> : null}
            </div>
          ),
        },
        { header: "Who", className: "min-w-36", cell: (row) => <Who row={row} names={names} /> },
        { header: "Company", className: "min-w-36", cell: (row) => <Company row={row} names={names} /> },
        {
          header: "Source",
          cell: (row) => (
            <span className="whitespace-nowrap text-ink-muted text-sm">
              {sourceNames.get(row.source_id) ?? row.source_id} · {row.sent_by}
              {row.environment ? ` · ${row.environment}` : ""}
            </span>
          ),
        },
        {
          header: <span className="sr-only">Details</span>,
          cell: (row) => <Payload label="Details" text={JSON.stringify(detailsOf(row))} />,
        },
      ]}
    />
  );
}

function Who({ row, names }: { row: RecentEvent; names: Names }) {
  if (row.resolvedPersonId) {
    const name = names.get(row.resolvedPersonId)?.name;
    return (
      <div>
        {name ? (
          <Link href={paths.staff.person(row.resolvedPersonId)} prefetch={false}>
            {name}
          </Link>
        ) : (
          <span className="font-mono text-sm">{row.resolvedPersonId}</span>
        )}
        {row.person_id ? null : <p className="text-ink-muted text-sm">by the visitor</p>}
      </div>
    );
  }
  return <span className="font-mono text-ink-muted text-sm">{row.visitor_id || "–"}</span>;
}

function Company({ row, names }: { row: RecentEvent; names: Names }) {
  if (!row.resolvedCompanyId) return <>–</>;
  const name = names.get(row.resolvedCompanyId)?.name;
  if (!name) return <span className="font-mono text-sm">{row.resolvedCompanyId}</span>;
  return (
    <Link href={paths.staff.company(row.resolvedCompanyId)} prefetch={false}>
      {name}
    </Link>
  );
}

/** Everything the ledger holds of the event that says something. */
function detailsOf({ resolvedPersonId: _p, resolvedCompanyId: _c, properties, ...row }: RecentEvent) {
  const said = Object.entries(row).filter(([, value]) => value !== "");
  return { ...Object.fromEntries(said), properties: JSON.parse(properties || "{}") };
}

function unique(ids: string[]): string[] {
  return [...new Set(ids.filter(Boolean))];
}
