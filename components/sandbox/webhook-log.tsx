import { History } from "lucide-react";
import { Badge, Status, type Tone } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { formatNumber, formatTime } from "@/lib/base/format";
import type { DeliveryState, WebhookDeliveryView } from "@/lib/sandbox/schema";

const words: Record<DeliveryState, { label: string; tone: Tone }> = {
  waiting: { label: "waiting", tone: "info" },
  delivered: { label: "delivered", tone: "positive" },
  dead: { label: "given up", tone: "negative" },
};
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
                cell: (delivery: WebhookDeliveryView) =>
                  delivery.state === "waiting" ? null : (
                    <form action={replay}>
                      <input type="hidden" name="endpointId" value={endpointId} />
                      <input type="hidden" name="messageId" value={delivery.messageId} />
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
