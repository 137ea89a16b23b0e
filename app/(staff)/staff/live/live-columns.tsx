import Link from "next/link";
import { Payload } from "@/components/events/payload";
import { reasonWords } from "@/components/events/reason-words";
import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import type { Column } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { type LiveAddress, liveHref } from "./live-address";
import type { LiveRow } from "./live-row";
import { writeCurl, writeTest } from "./test-case";

type Context = { address: LiveAddress; sourceNames: Record<string, string>; publicUrl: string };

const arrived: Column<LiveRow> = {
  header: "Arrived",
  cell: (row) => (
    <time dateTime={row.receivedAt} title={formatTime(row.receivedAt)} className="whitespace-nowrap tabular-nums">
      {row.receivedAt.slice(11, 23)}
    </time>
  ),
};

export function acceptedColumns({ address, sourceNames, publicUrl }: Context): Column<LiveRow>[] {
  return [
    arrived,
    {
      header: "Event",
      cell: (row) => (
        <div className="min-w-40">
          <Link href={liveHref(address, { name: row.name })} prefetch={false} className="font-medium font-mono text-sm">
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
    { header: "Who", className: "min-w-28", cell: (row) => <Who row={row} /> },
    { header: "Company", className: "min-w-28", cell: (row) => <Company row={row} /> },
    {
      header: "Source",
      cell: (row) => (
        <span className="whitespace-nowrap text-ink-muted text-sm">
          {sourceNames[row.sourceId] ?? row.sourceId} · {row.sentBy}
          {row.environment ? ` · ${row.environment}` : ""}
        </span>
      ),
    },
    {
      header: <span className="sr-only">Details</span>,
      cell: (row) => (
        <Payload label="Details" text={row.details}>
          <TestCase row={row} publicUrl={publicUrl} />
        </Payload>
      ),
    },
  ];
}

export function asideColumns({ address, sourceNames, publicUrl }: Context): Column<LiveRow>[] {
  return [
    arrived,
    {
      header: "Sent as",
      cell: (row) =>
        row.name ? (
          <Link href={liveHref(address, { name: row.name })} prefetch={false} className="font-mono text-sm">
            {row.name}
          </Link>
        ) : (
          "–"
        ),
    },
    { header: "Why", cell: (row) => <Why row={row} /> },
    {
      header: "Source",
      cell: (row) => (
        <span className="text-ink-muted text-sm">
          {sourceNames[row.sourceId] ?? (row.sourceId || "The ledger")}
          {row.sentBy ? ` · ${row.sentBy}` : ""}
        </span>
      ),
    },
    {
      header: <span className="sr-only">As sent</span>,
      className: "w-80",
      cell: (row) => (
        <Payload label="As sent" text={row.details}>
          <TestCase row={row} publicUrl={publicUrl} />
        </Payload>
      ),
    },
  ];
}

function TestCase({ row, publicUrl }: { row: LiveRow; publicUrl: string }) {
  return (
    <p className="mt-1.5 flex flex-wrap gap-x-2">
      <CopyButton text={writeCurl(row, publicUrl)} label="Copy as curl" showLabel />
      <CopyButton text={writeTest(row)} label="Copy as test" showLabel />
    </p>
  );
}

function Why({ row }: { row: LiveRow }) {
  if (!row.aside) return null;
  const { reason, errors, replayedAt, accepted } = row.aside;
  return (
    <div className="min-w-52">
      <Badge tone={accepted ? "neutral" : "warning"}>{reasonWords[reason as keyof typeof reasonWords] ?? reason}</Badge>
      {replayedAt ? (
        <Badge tone={accepted ? "positive" : "negative"} className="ml-1.5">
          {accepted ? "Replayed" : "Refused again"} {formatTime(replayedAt)}
        </Badge>
      ) : null}
      {accepted ? null : (
        <ul className="mt-1 text-ink-muted text-sm">
          {errors.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              {pointer ? <code className="text-ink">{pointer}</code> : null} {detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Who({ row: { person, visitorId } }: { row: LiveRow }) {
  if (!person) return <span className="font-mono text-ink-muted text-sm">{visitorId || "–"}</span>;
  return (
    <div>
      {person.name ? (
        <Link href={paths.staff.person(person.id)} prefetch={false}>
          {person.name}
        </Link>
      ) : (
        <span className="font-mono text-sm">{person.id}</span>
      )}
      {person.byVisitor ? <p className="text-ink-muted text-sm">by the visitor</p> : null}
    </div>
  );
}

function Company({ row: { company } }: { row: LiveRow }) {
  if (!company) return <>–</>;
  if (!company.name) return <span className="font-mono text-sm">{company.id}</span>;
  return (
    <Link href={paths.staff.company(company.id)} prefetch={false}>
      {company.name}
    </Link>
  );
}
