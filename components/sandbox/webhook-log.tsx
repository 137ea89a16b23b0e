import { History } from "lucide-react";
import { attemptColumns, sendAgainColumn } from "@/components/ui/attempt-columns";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import type { WebhookDeliveryView } from "@/lib/sandbox/schema";

const causes = { change: "something happened", trigger: "triggered", test: "a test" } as const;

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** The delivery log of an endpoint, each line with its payload. `replay`: who may sends a line once more. */
export function WebhookLog({
  endpointId,
  deliveries,
  filtered,
  replay,
}: {
  endpointId: string;
  deliveries: WebhookDeliveryView[];
  filtered: boolean;
  replay?: (form: FormData) => Promise<void>;
}) {
  return (
    <DataTable
      caption="Delivery log"
      rows={deliveries}
      rowKey={(delivery) => delivery.messageId}
      empty={
        <EmptyState icon={<History />} title={filtered ? "No message like that" : "Nothing has been sent yet"}>
          {filtered
            ? "Choose another state to see more."
            : "Send a test above, or make something happen in the sandbox."}
        </EmptyState>
      }
      columns={[
        {
          header: "Message",
          cell: (delivery) => (
            <>
              <span className="font-mono text-sm">{delivery.type}</span>
              <span className="block text-ink-muted text-sm">{causes[delivery.cause]}</span>
              <details className="mt-1 text-sm">
                <summary className="cursor-pointer text-ink-muted">Payload</summary>
                <p className="mt-1 break-all font-mono text-ink-faint text-xs">webhook-id: {delivery.messageId}</p>
                <pre className="mt-1 max-w-lg overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs">
                  {pretty(delivery.body)}
                </pre>
              </details>
            </>
          ),
        },
        ...attemptColumns,
        ...sendAgainColumn<WebhookDeliveryView>(replay, (delivery) => ({ endpointId, messageId: delivery.messageId })),
      ]}
    />
  );
}
