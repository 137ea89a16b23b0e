"use client";

import { Radio, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LiveBar } from "@/components/ui/live-bar";
import { DataTable } from "@/components/ui/table";
import { type LiveState, useLiveRows } from "@/components/ui/use-live-rows";
import { useReading } from "@/components/ui/use-reading";
import type { LiveAddress } from "./live-address";
import { acceptedColumns, asideColumns } from "./live-columns";
import { type LiveRow, mergeRows } from "./live-row";

const stateWords: Record<LiveState, string> = {
  connecting: "Connecting…",
  live: "Live",
  away: "The ledger cannot be read; trying again",
  lost: "Not connected; open the page again",
};

/**
 * The list and what is told of it. The rows the page came with are drawn without scripts; new ones come on top, except while it is
 * paused or somebody points at the list or has something in it open: nothing moves under the cursor.
 */
export function LiveList({
  initial,
  address,
  stream,
  afterMs,
  sourceNames,
  publicUrl,
}: {
  initial: LiveRow[];
  address: LiveAddress;
  /** Where the rows come from, with the filters. */
  stream: string;
  afterMs: number;
  sourceNames: Record<string, string>;
  publicUrl: string;
}) {
  const [paused, setPaused] = useState(false);
  const { reading, watch } = useReading();
  const { rows, waiting, release, state, skipped } = useLiveRows(
    initial,
    stream,
    afterMs,
    paused || reading,
    mergeRows,
  );
  const news = waiting.filter(({ key }) => rows.every((row) => row.key !== key)).length;
  const aside = address.show === "quarantined";
  const filtered = Boolean(address.name || address.source || address.who || address.reason);
  const context = { address, sourceNames, publicUrl };
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
        className="mb-2 min-h-8 gap-y-2"
      />
      <div {...watch}>
        <Card>
          <DataTable
            caption={aside ? "Events that were set aside, newest first" : "Events that arrived, newest first"}
            rows={rows}
            rowKey={(row) => row.key}
            empty={aside ? <NothingAside filtered={filtered} /> : <NothingArrived filtered={filtered} />}
            columns={aside ? asideColumns(context) : acceptedColumns(context)}
          />
        </Card>
      </div>
    </>
  );
}

function NothingArrived({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState icon={<Radio />} title="Nothing arrived">
      {filtered
        ? "No event fits these filters in this time."
        : "Open a page of the portal in another window, or send an event to /v1/batch: it shows here within a second or two."}
    </EmptyState>
  );
}

function NothingAside({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState icon={<ShieldCheck />} title="Nothing was set aside">
      {filtered
        ? "Nothing that was set aside fits these filters in this time."
        : "What the catalogue does not know, or what does not fit it, is kept here with the reason."}
    </EmptyState>
  );
}
