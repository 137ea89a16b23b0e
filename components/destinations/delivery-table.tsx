import { History } from "lucide-react";
import { attemptColumns, sendAgainColumn } from "@/components/ui/attempt-columns";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import type { LoggedDelivery } from "@/lib/destinations/schema";

/** The delivery log. `replay`: who may sends a line once more. */
export function DeliveryTable({
  destinationId,
  deliveries,
  replay,
  filtered,
  ads,
}: {
  destinationId: string;
  deliveries: LoggedDelivery[];
  replay?: (form: FormData) => Promise<void>;
  filtered: boolean;
  /** An ad platform: it gets conversions. */
  ads: boolean;
}) {
  return (
    <DataTable
      caption="Delivery log"
      rows={deliveries}
      rowKey={(delivery) => delivery.eventId}
      empty={
        <EmptyState icon={<History />} title={filtered ? "No delivery like that" : "Nothing has been sent yet"}>
          {filtered
            ? "Take a filter away to see more."
            : ads
              ? "Conversions show up here as they are found. A dry run shows what would go now."
              : "Events show up here as they happen. Send a test event, or a time range again, to see whether it works."}
        </EmptyState>
      }
      columns={[
        {
          header: ads ? "Conversion" : "Event",
          cell: (delivery) => (
            <>
              <span className="font-mono text-sm">{delivery.eventName}</span>
              <span className="block whitespace-nowrap font-mono text-ink-faint text-xs">{delivery.eventId}</span>
            </>
          ),
        },
        ...attemptColumns,
        ...sendAgainColumn<LoggedDelivery>(replay, (delivery) => ({ destinationId, eventId: delivery.eventId })),
      ]}
    />
  );
}
