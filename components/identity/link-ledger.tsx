import Link from "next/link";
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
  person: { id: string; name: string | null } | null;
  company: { id: string; name: string } | null;
};

const kinds: Record<LinkRow["kind"], string> = {
  visitor_person: "Visitor → person",
  person_company: "Person → company",
  external_person: "External id → person",
  external_company: "External id → company",
};

/** The merge ledger: what was tied to whom, when, by whom and why. */
export function LinkLedger({ links }: { links: LinkRow[] }) {
  return (
    <DataTable
      caption="Merge ledger"
      rows={links}
      rowKey={(link) => link.id}
      empty={
        <EmptyState title="Nothing is tied here">Signing up, signing in and joining a company make ties.</EmptyState>
      }
      columns={[
        { header: "When", cell: (link) => <span className="whitespace-nowrap">{formatTime(link.createdAt)}</span> },
        {
          header: "Tie",
          cell: (link) => (
            <>
              {kinds[link.kind]} {link.undoneAt ? <Badge>undone {formatTime(link.undoneAt)}</Badge> : null}
              <p className="min-w-60 font-mono text-ink-muted text-xs [overflow-wrap:anywhere]">{link.subject}</p>
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
              {link.eventId ? <p className="font-mono text-ink-muted text-xs">{link.eventId}</p> : null}
            </>
          ),
        },
        { header: "By", cell: (link) => <span className="font-mono text-xs">{link.actorId ?? "portal"}</span> },
      ]}
    />
  );
}
