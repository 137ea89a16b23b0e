import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { DataTable } from "@/components/ui/table";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";

export type LinkRow = {
  id: string;
  kind: "visitor_person" | "person_company" | "external_person" | "external_company";
  subject: string;
  reason: string;
  eventId: string | null;
  actorId: string | null;
  createdAt: Date;
  undoneAt: Date | null;
  undoneBy: string | null;
  undoReason: string | null;
  undoneEvents: number | null;
  undoneVisits: number | null;
  occurredAt: Date;
  person: { id: string; name: string | null } | null;
  company: { id: string; name: string } | null;
};

const kinds: Record<LinkRow["kind"], string> = {
  visitor_person: "Visitor → person",
  person_company: "Person → company",
  external_person: "External id → person",
  external_company: "External id → company",
};

/** The merge ledger: what was tied to whom, when, by whom and why. `correct` draws what may be done about a row. */
export function LinkLedger({ links, correct }: { links: LinkRow[]; correct?: (link: LinkRow) => ReactNode }) {
  return (
    <DataTable
      caption="Merge ledger"
      rows={links}
      rowKey={(link) => link.id}
      empty={
        <EmptyState title="Nothing is tied here">Signing up, signing in and joining a company make ties.</EmptyState>
      }
      columns={[
        { header: "When", cell: (link) => <span className="whitespace-nowrap">{formatTime(link.occurredAt)}</span> },
        {
          header: "Tie",
          cell: (link) => (
            <>
              {kinds[link.kind]} {link.undoneAt ? <Badge>undone {formatTime(link.undoneAt)}</Badge> : null}
              <p className="min-w-60 font-mono text-ink-muted text-xs [overflow-wrap:anywhere]">{link.subject}</p>
              {correct?.(link)}
            </>
          ),
        },
        {
          header: "To",
          className: "whitespace-nowrap",
          cell: (link) => (
            <>
              {link.person ? (
                <p className="leading-6">
                  <Link href={paths.staff.person(link.person.id)}>{link.person.name ?? link.person.id}</Link>
                </p>
              ) : null}
              {link.company ? (
                <p className="leading-6">
                  <Link href={paths.staff.company(link.company.id)}>{link.company.name}</Link>
                </p>
              ) : null}
            </>
          ),
        },
        {
          header: "Why",
          cell: (link) => (
            <>
              {link.reason}
              {link.undoneAt ? (
                <p className="min-w-48 text-sm">
                  Undone by <span className="font-mono text-xs">{link.undoneBy ?? "portal"}</span>:{" "}
                  {link.undoReason ?? "–"}
                  {link.undoneEvents === null
                    ? null
                    : ` Gave back ${link.undoneEvents} events in ${link.undoneVisits ?? 0} visits.`}
                </p>
              ) : null}
              {link.eventId ? <p className="font-mono text-ink-muted text-xs">{link.eventId}</p> : null}
            </>
          ),
        },
        { header: "By", cell: (link) => <span className="font-mono text-xs">{link.actorId ?? "portal"}</span> },
      ]}
    />
  );
}
