"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Badge, Method, Status } from "@/components/ui/badge";
import { LiveBar } from "@/components/ui/live-bar";
import { DataTable } from "@/components/ui/table";
import { type LiveState, useLiveRows } from "@/components/ui/use-live-rows";
import { useReading } from "@/components/ui/use-reading";
import { formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { type LogRow, mergeLogRows, rowKey } from "./log-row";

const stateWords: Record<LiveState, string> = {
  connecting: "Connecting…",
  live: "Live: calls show as they come",
  away: "The log cannot be read right now; trying again",
  lost: "Not connected; open the page again",
};

/**
 * The lines of the log. Those the page came with are drawn without scripts; on the first page new ones come on top, except while it is paused
 * or somebody is at the list: nothing moves under the cursor.
 */
export function RequestList({
  initial,
  stream,
  afterMs,
  keyNames,
  query,
  opened,
  empty,
}: {
  initial: LogRow[];
  /** Where new ones come from; null on older pages. */
  stream: string | null;
  afterMs: number;
  keyNames: Record<string, string>;
  /** What the addresses of lines keep: filters and page. */
  query: Record<string, string | undefined>;
  /** Key of the line that is open. */
  opened: string;
  empty: ReactNode;
}) {
  return stream ? (
    <LiveList {...{ initial, stream, afterMs, keyNames, query, opened, empty }} />
  ) : (
    <Lines {...{ rows: initial, keyNames, query, opened, empty }} />
  );
}

function LiveList({
  initial,
  stream,
  afterMs,
  ...rest
}: Omit<LinesProps, "rows"> & { initial: LogRow[]; stream: string; afterMs: number }) {
  const [paused, setPaused] = useState(false);
  const { reading, watch } = useReading();
  const { rows, waiting, release, state, skipped } = useLiveRows(
    initial,
    stream,
    afterMs,
    paused || reading,
    mergeLogRows,
  );
  const shown = new Set(rows.map(rowKey));
  const news = waiting.filter((row) => !shown.has(rowKey(row))).length;
  return (
    <>
      <LiveBar
        state={state}
        words={stateWords}
        paused={paused}
        reading={reading}
        news={news}
        skipped={skipped}
        onRelease={release}
        onPause={setPaused}
        className="min-h-11 gap-y-1.5 border-line border-b px-4 py-1.5"
      />
      <div {...watch}>
        <Lines rows={rows} {...rest} />
      </div>
    </>
  );
}

type LinesProps = {
  rows: LogRow[];
  keyNames: Record<string, string>;
  query: Record<string, string | undefined>;
  opened: string;
  empty: ReactNode;
};

function Lines({ rows, keyNames, query, opened, empty }: LinesProps) {
  return (
    <DataTable<LogRow>
      caption="Calls"
      rows={rows}
      rowKey={rowKey}
      empty={empty}
      columns={[
        { header: "Status", cell: (row) => <Status status={row.status} /> },
        {
          header: "Call",
          cell: (row) => (
            <Link
              href={`${paths.console.requests({ ...query, source: row.source, id: row.id })}#call`}
              prefetch={false}
              aria-current={rowKey(row) === opened ? "true" : undefined}
              className="block min-w-48 text-ink hover:text-accent aria-current:text-accent"
            >
              <span className="inline-flex items-baseline gap-2 whitespace-nowrap">
                <Method method={row.method} />
                <code>{row.route}</code>
              </span>
              {row.hint ? (
                <span className="mt-0.5 block max-w-96 text-ink-muted text-sm [overflow-wrap:anywhere]">
                  {row.hint}
                </span>
              ) : null}
            </Link>
          ),
        },
        {
          header: "Time",
          cell: (row) => (
            <time dateTime={row.at} className="whitespace-nowrap text-ink-muted" suppressHydrationWarning>
              {formatTime(row.at)}
            </time>
          ),
        },
        {
          header: "Took",
          numeric: true,
          cell: (row) => (
            <span className="whitespace-nowrap">{formatNumber(row.latencyMs, { maximumFractionDigits: 1 })} ms</span>
          ),
        },
        {
          header: "Environment",
          cell: (row) => <Badge tone={row.environment === "live" ? "accent" : "neutral"}>{row.environment}</Badge>,
        },
        {
          header: "Key",
          cell: (row) => <span className="whitespace-nowrap">{keyNames[row.keyId] ?? "–"}</span>,
        },
      ]}
    />
  );
}
