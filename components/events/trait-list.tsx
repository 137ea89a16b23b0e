import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";

type TraitRow = { name: string; value: unknown; at: string; sourceId: string };

/** What is known of a person or company besides who they are. `traits` null: the ledger cannot be read at the moment. */
export function TraitList({ traits, toldBy }: { traits: TraitRow[] | null; toldBy: "identify" | "group" }) {
  if (traits === null) return <EmptyState title="Not readable right now">The ledger is not answering.</EmptyState>;
  return (
    <DataTable
      caption="Traits"
      rows={traits}
      rowKey={({ name }) => name}
      empty={
        <EmptyState title="Nothing was told">
          {`A server or page of yours tells traits with ${toldBy}; which ones there are stands in the catalogue.`}
        </EmptyState>
      }
      columns={[
        { header: "Trait", cell: ({ name }) => <span className="font-mono text-sm">{name}</span> },
        {
          header: "Value",
          cell: ({ value }) => (
            <span className="[overflow-wrap:anywhere]">
              {typeof value === "string" ? value : JSON.stringify(value)}
            </span>
          ),
        },
        { header: "Told", cell: ({ at }) => <span className="whitespace-nowrap">{formatTime(at)}</span> },
        { header: "Source", cell: ({ sourceId }) => <span className="text-ink-muted text-sm">{sourceId}</span> },
      ]}
    />
  );
}
