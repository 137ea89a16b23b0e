import { Tags } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Payload } from "@/components/events/payload";
import { Badge } from "@/components/ui/badge";
import { Button, LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { DataTable } from "@/components/ui/table";
import { requireStaff } from "@/lib/access/require-staff";
import { formatNumber, formatPercent } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { layerNames } from "@/lib/events/define-events";
import { type CatalogueEntry, catalogueDays, listCatalogue } from "@/lib/events/list-catalogue";
import { LastSeen } from "./last-seen";
import { liveWith, Properties } from "./properties";
import { TraitsCard } from "./traits-card";

export const metadata: Metadata = { title: "Catalogue" };

type Search = { q?: string | string[]; layer?: string | string[] };

/** The tracking plan as it is: every event there can be, and what was seen of it. */
export default async function CataloguePage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff();
  const search = await searchParams;
  const q = one(search.q).trim().slice(0, 100).toLowerCase();
  const layer = /^([0-9]|1[01])$/.test(one(search.layer)) ? Number(one(search.layer)) : null;
  const { entries, unknown, traits, unknownTraits } = await listCatalogue();
  const shown = entries
    .filter((entry) => layer === null || entry.layer === layer)
    .filter((entry) => !q || textOf(entry).includes(q))
    .sort((a, b) => (a.layer || 99) - (b.layer || 99) || a.name.localeCompare(b.name));

  return (
    <>
      <PageHeader
        title="Catalogue"
        description={`Every event there can be: what it means, who sends it, and how often it came. Your own stand in portal.events.ts.`}
        actions={
          <>
            <LinkButton href={paths.docs("guide/developers/events")}>Add an event</LinkButton>
            <a href={paths.trackingPlan} className="text-sm">
              As JSON
            </a>
          </>
        }
      />
      <search>
        <form action={paths.staff.catalogue} className="mb-4 grid items-end gap-3 sm:grid-cols-[1fr_14rem_auto]">
          <Field label="Find" name="q" optional>
            {(control) => (
              <Input
                {...control}
                type="search"
                defaultValue={q}
                placeholder="A name, a property, a word"
                autoComplete="off"
              />
            )}
          </Field>
          <Field label="Layer" name="layer" optional>
            {(control) => (
              <Select {...control} defaultValue={layer ?? ""}>
                <option value="">All</option>
                {layerNames.map((name, number) => (
                  <option key={name} value={number}>
                    {number ? `${number} ${name}` : "In no layer"}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <div className="flex gap-2">
            <Button type="submit">Filter</Button>
            {q || layer !== null ? (
              <LinkButton href={paths.staff.catalogue} variant="ghost">
                Clear
              </LinkButton>
            ) : null}
          </div>
        </form>
      </search>
      <Card className="mb-6">
        <DataTable
          caption="Events of the catalogue"
          rows={shown}
          rowKey={(entry) => entry.name}
          empty={
            <EmptyState icon={<Tags />} title="No event fits">
              Search for less, or in all layers.
            </EmptyState>
          }
          columns={[
            { header: "Event", cell: (entry) => <Event entry={entry} /> },
            {
              header: "Layer",
              cell: (entry) => (
                <span className="whitespace-nowrap">
                  {entry.layer ? `${entry.layer} ` : ""}
                  {layerNames[entry.layer]}
                </span>
              ),
            },
            { header: "Sent by", cell: (entry) => entry.sentBy.join(", ") },
            { header: "Properties", cell: (entry) => <Properties fields={entry.properties} /> },
            { header: "24 h", numeric: true, cell: (entry) => formatNumber(entry.lastDay) },
            { header: `${catalogueDays} days`, numeric: true, cell: (entry) => formatNumber(entry.lastMonth) },
            { header: "Set aside", numeric: true, cell: (entry) => <Aside entry={entry} /> },
            { header: "Last seen", cell: (entry) => <LastSeen at={entry.lastSeen} /> },
            {
              header: <span className="sr-only">Sample</span>,
              cell: (entry) => (
                <Payload label="Sample" text={JSON.stringify(entry.sample)}>
                  <p className="mt-1.5 text-sm">
                    <a href={paths.eventSchema(entry.name)}>JSON Schema</a>
                  </p>
                </Payload>
              ),
            },
          ]}
        />
      </Card>
      <Card className="mb-6">
        <CardHeader
          title="Not in the catalogue"
          description="Names that came in and that nothing here knows. Add them to portal.events.ts and replay what waits, or mend their sender."
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
                <Link href={asideHref(name)} prefetch={false} className="font-mono text-sm [overflow-wrap:anywhere]">
                  {name}
                </Link>
              ),
            },
            { header: "Set aside", numeric: true, cell: ({ quarantined }) => formatNumber(quarantined) },
          ]}
        />
      </Card>
      <TraitsCard traits={traits} unknown={unknownTraits} days={catalogueDays} />
    </>
  );
}

function Event({ entry }: { entry: CatalogueEntry }) {
  return (
    <div className="min-w-56 max-w-96">
      <Link
        href={liveWith({ name: entry.name, within: "week" })}
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
      {entry.deprecated ? (
        <Badge tone="warning" className="ml-2">
          Deprecated
        </Badge>
      ) : null}
      <p className="text-ink-muted text-sm">{entry.description}</p>
      {entry.deprecated ? <p className="text-sm">{entry.deprecated}</p> : null}
    </div>
  );
}

function Aside({ entry }: { entry: CatalogueEntry }) {
  if (entry.quarantined === 0) return <>0</>;
  const share = entry.quarantined / (entry.quarantined + entry.lastMonth);
  return (
    <Link href={asideHref(entry.name)} prefetch={false} className="whitespace-nowrap">
      {formatNumber(entry.quarantined)} ({formatPercent(share)})
    </Link>
  );
}

function asideHref(name: string): string {
  return liveWith({ show: "quarantined", name, within: "month" });
}

function textOf({ name, description, properties }: CatalogueEntry): string {
  return [name, description, ...properties.map((property) => property.name)].join(" ").toLowerCase();
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
