import { Gauge } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatNumber } from "@/lib/base/format";
import {
  type ConversionCount,
  type ConversionState,
  conversionStageNames,
  conversionStages,
  skipReasons,
} from "@/lib/destinations/conversions/schema";

const stateWords: Record<ConversionState, string> = {
  sent: "Sent",
  queued: "Waiting to be sent",
  failed: "Given up",
  waiting: "Waiting for its value",
  skipped: "Not sent",
};
const tones = { sent: "positive", failed: "negative" } as const;

type Row = {
  stage: string;
  sum: number;
  matched: number;
  states: Record<ConversionState, number>;
  why: [string, number][];
};

/** How many of each milestone were matched and sent, and why the others were not. */
export function ConversionFigures({
  counts,
  empty,
  dry = false,
}: {
  counts: ConversionCount[];
  empty: string;
  /** Of a dry run: nothing waits, it would go. */
  dry?: boolean;
}) {
  const words = dry ? { ...stateWords, queued: "Would go" } : stateWords;
  const rows = conversionStageNames.flatMap((stage) => {
    const own = counts.filter((each) => each.stage === stage);
    return own.length ? [toRow(conversionStages[stage], own)] : [];
  });
  return (
    <DataTable
      caption="Conversions by milestone"
      rows={rows}
      rowKey={(row) => row.stage}
      empty={
        <EmptyState icon={<Gauge />} title="No conversion yet">
          {empty}
        </EmptyState>
      }
      columns={[
        { header: "Milestone", cell: (row) => <span className="whitespace-nowrap">{row.stage}</span> },
        { header: "Reached", numeric: true, cell: (row) => formatNumber(row.sum) },
        { header: "Matched", numeric: true, cell: (row) => formatNumber(row.matched) },
        {
          header: "State",
          cell: (row) => (
            <span className="flex flex-wrap gap-1">
              {(Object.keys(stateWords) as ConversionState[])
                .filter((state) => row.states[state])
                .map((state) => (
                  <Badge key={state} tone={tones[state as keyof typeof tones] ?? "neutral"}>
                    {words[state]}: {formatNumber(row.states[state])}
                  </Badge>
                ))}
            </span>
          ),
        },
        {
          header: "By what, and why not",
          cell: (row) => (
            <ul className="min-w-64 space-y-0.5 text-ink-muted text-sm">
              {row.why.map(([text, count]) => (
                <li key={text}>
                  {text}: {formatNumber(count)}
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}

function toRow(stage: string, counts: ConversionCount[]): Row {
  const states = { sent: 0, queued: 0, failed: 0, waiting: 0, skipped: 0 };
  const why = new Map<string, number>();
  for (const { state, reason, matchedBy, count } of counts) {
    states[state] += count;
    const text = reason ? skipReasons[reason] : matchedBy === "email" ? "Hashed e-mail" : (matchedBy ?? "");
    why.set(text, (why.get(text) ?? 0) + count);
  }
  const sum = counts.reduce((total, { count }) => total + count, 0);
  return { stage, sum, matched: sum - states.skipped, states, why: [...why].sort((a, b) => b[1] - a[1]) };
}
