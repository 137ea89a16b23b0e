import { DataTable } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";
import { type AuditedChange, describeChange } from "./describe-change";

export type HistoryLine = { id: string; at: Date; action: string; actor: string } & AuditedChange;

const words: Record<string, string> = {
  "key.created": "Created",
  "key.updated": "Changed",
  "key.disabled": "Disabled",
  "key.enabled": "Enabled",
  "key.revoked": "Revoked",
  "key.rotated": "Rolled",
  "key.leaked": "Found in public",
};

/** What was done to a key, by whom, from the audit log; newest first. */
export function KeyHistory({ lines }: { lines: readonly HistoryLine[] }) {
  return (
    <DataTable
      caption="History of the key"
      rows={[...lines]}
      rowKey={(line) => line.id}
      empty={<p className="px-4 py-6 text-center text-ink-muted">Nothing is recorded of this key.</p>}
      columns={[
        { header: "When", cell: (line) => <span className="whitespace-nowrap">{formatTime(line.at)}</span> },
        { header: "What", cell: (line) => words[line.action] ?? line.action },
        { header: "Who", cell: (line) => line.actor },
        {
          header: "Change",
          cell: (line) => {
            const changes = describeChange(line);
            if (changes.length === 0) return <span className="text-ink-faint">none</span>;
            return (
              <ul className="min-w-60 space-y-1">
                {changes.map(({ field, before, after }) => (
                  <li key={field} className="text-sm [overflow-wrap:anywhere]">
                    <span className="text-ink-muted">{field}</span>{" "}
                    {before === undefined ? null : (
                      <>
                        <code>{before}</code> <span aria-hidden="true">→</span>
                        <span className="sr-only">became</span>{" "}
                      </>
                    )}
                    <code>{after}</code>
                  </li>
                ))}
              </ul>
            );
          },
        },
      ]}
    />
  );
}
