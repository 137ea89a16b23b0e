import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/table";
import { formatDuration, formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { Activity, Conversion, RowKind } from "@/lib/reports/schema";
import { channelName, rowKindLabels } from "./touch-words";

type Who = { kind: RowKind; id: string; name: string | null };

/** A person or company by name, on the way to their path; a visitor by what is left of their id. */
export function WhoLink({ who, stage }: { who: Who; stage?: string }) {
  if (who.kind === "unknown") return <span className="text-ink-muted">Without a visitor id</span>;
  if (who.kind === "visitor") {
    return (
      <span className="flex items-center gap-2 whitespace-nowrap">
        <span className="font-mono text-ink-muted text-sm">…{who.id.slice(-6)}</span>
        <Badge>not signed up</Badge>
      </span>
    );
  }
  return (
    <Link
      href={paths.staff.touchpoints({ [who.kind]: who.id, stage })}
      prefetch={false}
      className="whitespace-nowrap font-medium underline decoration-line-strong underline-offset-4 hover:decoration-accent"
    >
      {who.name ?? <span className="font-mono text-sm">{who.id}</span>}
    </Link>
  );
}

/** Who reached a layer or a stage, when, and how they came. */
export function ConversionsTable({ rows, stage }: { rows: Conversion[]; stage?: string }) {
  return (
    <DataTable
      caption="Who reached it"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { header: "Who", cell: (row) => <WhoLink who={row} stage={stage} /> },
        { header: "When", cell: (row) => <span className="whitespace-nowrap">{formatTime(row.at)}</span> },
        {
          header: "Since the layer before",
          numeric: true,
          cell: (row) => (row.tookMs === null ? "–" : formatDuration(row.tookMs)),
        },
        { header: "Came by", cell: (row) => channelName(row.firstTouch.channel) },
        { header: "Campaign", cell: (row) => row.firstTouch.campaign || "–" },
        {
          header: "Landed on",
          cell: (row) => <span className="font-mono text-sm">{row.firstTouch.landingPath || "–"}</span>,
        },
      ]}
    />
  );
}

/** Whose events or calls a metric counts, and how many. */
export function ActivityTable({ rows, label }: { rows: Activity[]; label: string }) {
  return (
    <DataTable
      caption={`Whose ${label}`}
      rows={rows}
      rowKey={(row) => row.id || rowKindLabels.unknown}
      columns={[
        { header: "Who", cell: (row) => <WhoLink who={row} /> },
        {
          header: label.replace(/^./, (letter) => letter.toUpperCase()),
          numeric: true,
          cell: (row) => formatNumber(row.value, { maximumFractionDigits: 2 }),
        },
        { header: "Latest", cell: (row) => <span className="whitespace-nowrap">{formatTime(row.lastAt)}</span> },
        { header: "Came by", cell: (row) => channelName(row.firstTouch.channel) },
        { header: "Campaign", cell: (row) => row.firstTouch.campaign || "–" },
      ]}
    />
  );
}
