import { Tags } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay, formatNumber, formatPercent } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { type CatalogueEntry, catalogueDays, listCatalogue } from "@/lib/events/list-catalogue";
import { layers } from "@/lib/journeys/schema";

export const metadata: Metadata = { title: "Catalogue" };

const layerName = (number: number) => layers.find((layer) => layer.number === number)?.name ?? "None";

/** The tracking plan as it is: every event there can be, and what was seen of it. */
export default async function CataloguePage() {
  await requireStaff();
  const { entries, unknown } = await listCatalogue();
  const sorted = [...entries].sort((a, b) => (a.layer || 99) - (b.layer || 99) || a.name.localeCompare(b.name));

  return (
    <>
      <PageHeader
        title="Catalogue"
        description={`Every event there can be: what it means, who sends it, and how often it came in the last ${catalogueDays} days.`}
      />
      <Card className="mb-6">
        <DataTable
          caption="Events of the catalogue"
          rows={sorted}
          rowKey={(entry) => entry.name}
          columns={[
            { header: "Event", cell: (entry) => <Event entry={entry} /> },
            {
              header: "Layer",
              cell: (entry) => (
                <span className="whitespace-nowrap">
                  {entry.layer ? `${entry.layer} ` : ""}
                  {layerName(entry.layer)}
                </span>
              ),
            },
            { header: "Sent by", cell: (entry) => entry.sentBy.join(", ") },
            { header: "Properties", cell: (entry) => <Properties entry={entry} /> },
            { header: "Events", numeric: true, cell: (entry) => formatNumber(entry.events) },
            { header: "Set aside", numeric: true, cell: (entry) => <Aside entry={entry} /> },
            {
              header: "Last seen",
              cell: (entry) => (
                <span className="whitespace-nowrap">{entry.lastDay ? formatDay(entry.lastDay) : "Never"}</span>
              ),
            },
          ]}
        />
      </Card>
      <Card>
        <CardHeader
          title="Not in the catalogue"
          description="Names that came in and that nothing here knows. Add them to lib/events/catalogue.ts, or mend their sender."
        />
        <DataTable
          caption="Names that are not in the catalogue"
          rows={unknown}
          rowKey={({ name }) => name}
          empty={
            <EmptyState icon={<Tags />} title="Nothing unknown came in">
              Every name of the last {catalogueDays} days stands in the catalogue.
            </EmptyState>
          }
          columns={[
            {
              header: "Sent as",
              cell: ({ name }) => (
                <Link href={asideHref(name)} prefetch={false} className="font-mono text-sm">
                  {name}
                </Link>
              ),
            },
            { header: "Set aside", numeric: true, cell: ({ quarantined }) => formatNumber(quarantined) },
          ]}
        />
      </Card>
    </>
  );
}

function Event({ entry }: { entry: CatalogueEntry }) {
  return (
    <div className="min-w-56 max-w-96">
      <Link
        href={`${paths.staff.live}?${new URLSearchParams({ name: entry.name, within: "week" })}`}
        prefetch={false}
        className="font-medium font-mono text-sm"
      >
        {entry.name}
      </Link>
      {entry.milestone ? (
        <Badge tone="accent" className="ml-2">
          Milestone
        </Badge>
      ) : null}
      <p className="text-ink-muted text-sm">{entry.description}</p>
    </div>
  );
}

function Properties({ entry }: { entry: CatalogueEntry }) {
  if (entry.properties.length === 0) return <span className="text-ink-muted">None</span>;
  return (
    <details>
      <summary className="cursor-pointer whitespace-nowrap text-accent text-sm hover:underline">
        {entry.properties.length} {entry.properties.length === 1 ? "property" : "properties"}
      </summary>
      <dl className="mt-1 min-w-64 text-sm">
        {entry.properties.map(({ name, type, required }) => (
          <div key={name} className="py-0.5">
            <dt className="inline font-mono">{name}</dt>{" "}
            <dd className="inline text-ink-muted">
              {type}
              {required ? "" : ", optional"}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Aside({ entry }: { entry: CatalogueEntry }) {
  if (entry.quarantined === 0) return <>0</>;
  const share = entry.quarantined / (entry.quarantined + entry.events);
  return (
    <Link href={asideHref(entry.name)} prefetch={false} className="whitespace-nowrap">
      {formatNumber(entry.quarantined)} ({formatPercent(share)})
    </Link>
  );
}

function asideHref(name: string): string {
  return `${paths.staff.live}?${new URLSearchParams({ show: "quarantined", name, within: "week" })}`;
}
