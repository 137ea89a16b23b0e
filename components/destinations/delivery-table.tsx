import { History } from "lucide-react";
import { Badge, Status, type Tone } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { formatNumber, formatTime } from "@/lib/base/format";
import type { DeliveryState, LoggedDelivery } from "@/lib/destinations/schema";

const words: Record<DeliveryState, { label: string; tone: Tone }> = {
  waiting: { label: "waiting", tone: "info" },
  delivered: { label: "delivered", tone: "positive" },
  dead: { label: "given up", tone: "negative" },
};

/** The delivery log. `replay`: who may sends a line once more. */
export function DeliveryTable({
  destinationId,
  deliveries,
  replay,
  filtered,
}: {
  destinationId: string;
  deliveries: LoggedDelivery[];
  replay?: (form: FormData) => Promise<void>;
  filtered: boolean;
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
            : "Events show up here as they happen. Send a test event, or a time range again, to see whether it works."}
        </EmptyState>
      }
      columns={[
        {
          header: "Event",
          cell: (delivery) => (
            <>
              <span className="font-mono text-sm">{delivery.eventName}</span>
              <span className="block whitespace-nowrap font-mono text-ink-faint text-xs">{delivery.eventId}</span>
            </>
          ),
        },
        {
          header: "State",
          cell: (delivery) => <Badge tone={words[delivery.state].tone}>{words[delivery.state].label}</Badge>,
        },
        { header: "Tries", numeric: true, cell: (delivery) => formatNumber(delivery.attempts) },
        {
          header: "Answer",
          cell: (delivery) => (
            <span className="flex flex-col items-start gap-1">
              {delivery.responseStatus ? <Status status={delivery.responseStatus} /> : null}
              {delivery.error ? <span className="max-w-72 text-ink-muted text-sm">{delivery.error}</span> : null}
              {!delivery.responseStatus && !delivery.error ? "–" : null}
            </span>
          ),
        },
        {
          header: "Took",
          numeric: true,
          cell: (delivery) => (delivery.durationMs === null ? "–" : `${formatNumber(delivery.durationMs)} ms`),
        },
        {
          header: "When",
          cell: (delivery) => (
            <span className="whitespace-nowrap text-sm">
              {formatTime(delivery.finishedAt ?? delivery.createdAt)}
              {delivery.state === "waiting" && delivery.attempts > 0 ? (
                <span className="block text-ink-muted">next {formatTime(delivery.nextAttemptAt)}</span>
              ) : null}
            </span>
          ),
        },
        ...(replay
          ? [
              {
                header: "",
                cell: (delivery: LoggedDelivery) =>
                  delivery.state === "waiting" ? null : (
                    <form action={replay}>
                      <input type="hidden" name="destinationId" value={destinationId} />
                      <input type="hidden" name="eventId" value={delivery.eventId} />
                      <SubmitButton variant="ghost" size="sm" pending="…">
                        Send again
                      </SubmitButton>
                    </form>
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}
