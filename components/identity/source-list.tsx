import { Badge } from "@/components/ui/badge";
import { CopyableCode } from "@/components/ui/code";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { EmptyState } from "@/components/ui/empty-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { formatDay } from "@/lib/base/format";

type SourceRow = { id: string; name: string; writeKey: string; createdAt: Date; disabledAt: Date | null };

/** Sources with their write keys, and the switch of each. */
export function SourceList({
  sources,
  switchSource,
}: {
  sources: SourceRow[];
  switchSource: (form: FormData) => Promise<void>;
}) {
  return (
    <DataTable
      caption="Sources"
      rows={sources}
      rowKey={(source) => source.id}
      empty={<EmptyState title="No sources yet">The portal makes its own at the first start.</EmptyState>}
      columns={[
        { header: "Name", cell: (source) => <span className="font-medium">{source.name}</span> },
        { header: "Write key", cell: (source) => <CopyableCode text={source.writeKey} label="Copy the write key" /> },
        { header: "Since", cell: (source) => <span className="whitespace-nowrap">{formatDay(source.createdAt)}</span> },
        {
          header: "State",
          cell: (source) =>
            source.disabledAt ? (
              <Badge dot>off since {formatDay(source.disabledAt)}</Badge>
            ) : (
              <Badge tone="positive" dot>
                on
              </Badge>
            ),
        },
        {
          header: <span className="sr-only">Switch</span>,
          className: "text-right",
          cell: (source) =>
            source.disabledAt ? (
              <form action={switchSource}>
                <input type="hidden" name="sourceId" value={source.id} />
                <input type="hidden" name="enabled" value="yes" />
                <SubmitButton variant="ghost" size="sm">
                  Turn on
                </SubmitButton>
              </form>
            ) : (
              <ConfirmButton
                size="sm"
                variant="ghost"
                title={`Turn ${source.name} off?`}
                consequence="Its events are refused within a second, and are lost unless the sender keeps them. You can turn it on again."
                confirm="Turn off"
                action={switchSource}
                fields={{ sourceId: source.id, enabled: "no" }}
              >
                Turn off
              </ConfirmButton>
            ),
        },
      ]}
    />
  );
}
