import { Badge, type Tone } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/table";
import { formatMoney, formatNumber } from "@/lib/base/format";
import type { PreviewRow } from "@/lib/spend/schema";

const states: Record<PreviewRow["state"], { label: string; tone: Tone }> = {
  added: { label: "New", tone: "positive" },
  changed: { label: "Changed", tone: "warning" },
  unchanged: { label: "As before", tone: "neutral" },
};

const count = (value: number | null) => (value === null ? "–" : formatNumber(value));

/** Rows of a preview, each beside what is stored now. */
export function SpendRows({ rows, currency }: { rows: PreviewRow[]; currency: string }) {
  return (
    <DataTable
      caption="Rows that would be stored"
      className="max-h-[36rem] overflow-y-auto"
      rows={rows}
      rowKey={(row) => JSON.stringify([row.day, row.source, row.campaign])}
      columns={[
        { header: "", cell: ({ state }) => <Badge tone={states[state].tone}>{states[state].label}</Badge> },
        { header: "Day", cell: (row) => row.day, className: "whitespace-nowrap" },
        { header: "Source", cell: (row) => row.source },
        { header: "Campaign", cell: (row) => row.campaign },
        {
          header: "Amount",
          numeric: true,
          cell: ({ state, was, amount }) => (
            <>
              {state === "changed" && was && was.amount !== amount ? (
                <del className="mr-2 text-ink-muted">{formatMoney(was.amount, currency)}</del>
              ) : null}
              {formatMoney(amount, currency)}
            </>
          ),
        },
        { header: "Clicks", numeric: true, cell: (row) => count(row.clicks) },
        { header: "Impressions", numeric: true, cell: (row) => count(row.impressions) },
      ]}
    />
  );
}
