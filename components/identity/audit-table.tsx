import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";

export type AuditRow = {
  id: string;
  at: Date;
  actorKind: string;
  actorId: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  before: unknown;
  after: unknown;
};

/** What changed, as `name: old → new` for each name either side has. */
function describeChange(before: unknown, after: unknown): string {
  const [left, right] = [asRecord(before), asRecord(after)];
  return (
    [...new Set([...Object.keys(left), ...Object.keys(right)])]
      .filter((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]))
      // Something new says what it is, not what it has none of.
      .filter((name) => name in left || !isNothing(right[name]))
      .map((name) => {
        const [old, fresh] = [show(left[name]), show(right[name])];
        return old && fresh ? `${name}: ${old} → ${fresh}` : `${name}: ${fresh || `was ${old}`}`;
      })
      .join("; ")
  );
}

function asRecord(value: unknown): Record<string, unknown> {
  return value && typeof value === "object" ? (value as Record<string, unknown>) : {};
}

function isNothing(value: unknown): boolean {
  return value === null || value === false || ["{}", "[]", '""'].includes(JSON.stringify(value));
}

function show(value: unknown): string {
  if (value === undefined) return "";
  if (value === null) return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Entries of the audit log. `names`: what people are called, by id. */
export function AuditTable({
  entries,
  names = {},
  filtered = false,
}: {
  entries: AuditRow[];
  names?: Record<string, string>;
  /** Narrowed by filters: nothing to show then means something else. */
  filtered?: boolean;
}) {
  return (
    <DataTable
      caption="Audit log"
      rows={entries}
      rowKey={(entry) => entry.id}
      empty={
        filtered ? (
          <EmptyState title="No change like that">Take a filter away, or look at more days.</EmptyState>
        ) : (
          <EmptyState title="Nothing was changed yet">
            Changes of roles, keys, tokens and the like appear here.
          </EmptyState>
        )
      }
      columns={[
        { header: "When", cell: (entry) => <span className="whitespace-nowrap">{formatTime(entry.at)}</span> },
        {
          header: "Who",
          cell: (entry) => names[entry.actorId] ?? <span className="font-mono text-xs">{entry.actorId}</span>,
        },
        {
          header: "Did",
          cell: (entry) => (
            <>
              <code className="text-sm">{entry.action}</code>
              <p>
                {names[entry.subjectId] ?? <span className="font-mono text-ink-muted text-xs">{entry.subjectId}</span>}
              </p>
            </>
          ),
        },
        {
          header: "Change",
          cell: (entry) => (
            <p className="min-w-60 text-sm [overflow-wrap:anywhere]">
              {describeChange(entry.before, entry.after) || "–"}
            </p>
          ),
        },
      ]}
    />
  );
}
