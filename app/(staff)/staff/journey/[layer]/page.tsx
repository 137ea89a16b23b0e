import { Users } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { addressWith, keepWhoAndWhen, readAddress, type Search } from "@/components/reports/address";
import { AddressErrors } from "@/components/reports/address-errors";
import { ChoiceLinks } from "@/components/reports/choice-links";
import { CsvButton } from "@/components/reports/csv-button";
import { entityWords } from "@/components/reports/touch-words";
import { ActivityTable, ConversionsTable } from "@/components/reports/who-table";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { type Layer, layers, type Stage, stageLabels } from "@/lib/journeys/schema";
import { activityReport } from "@/lib/reports/activity";
import { conversionsReport } from "@/lib/reports/conversions";
import { runPageReport } from "../../run-page-report";

type Props = { params: Promise<{ layer: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { layer } = await params;
  return { title: layers.find((one) => String(one.number) === layer)?.name ?? "Layer" };
}

/** Who is behind a number of the journey report: who reached the layer, came from the one before, or made up one of its metrics. */
export default async function LayerPage({ params, searchParams }: Props) {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const number = (await params).layer;
  const layer = layers.find((one) => String(one.number) === number);
  if (!layer) notFound();
  const query = readAddress(await searchParams);
  const metric = layer.metrics.find((one) => one.id === query.get("metric"));
  const asked = new URLSearchParams(query);
  if (!metric && !query.has("stage")) asked.set("layer", String(layer.number));
  const report = metric ? activityReport : conversionsReport;
  const { period, body, next, errors } = metric ? await readActivity(asked) : await readConversions(asked);
  const back = keepWhoAndWhen(query);
  const entity = query.get("entity") === "company" ? "company" : "person";
  const list = paths.staff.journeyLayer(layer.number);
  const from = (changes: Record<string, string | undefined>) =>
    addressWith(list, query, { ...changes, cursor: undefined });

  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            items={[{ label: "Journey", href: addressWith(paths.staff.journey(), back) }, { label: layer.name }]}
          />
        }
        title={titleOf(layer, query, metric?.label, entityWords[entity].many)}
        description={
          <>
            {period ? `${formatDay(period.from)} to ${formatDay(period.to)}. ` : null}
            {describeFilters(query)}
          </>
        }
        actions={
          errors.length ? null : (
            <CsvButton report={report.name} query={asked} changes={{ limit: 1000, cursor: undefined }} />
          )
        }
      />
      <div className="mb-4">
        <ChoiceLinks
          label="Whom to list"
          current={entity}
          choices={[
            { id: "person", label: "People", href: from({ entity: undefined }) },
            { id: "company", label: "Companies", href: from({ entity: "company", known: undefined }) },
          ]}
        />
      </div>
      {errors.length ? (
        <AddressErrors errors={errors} />
      ) : (
        <Card>
          {body ?? (
            <EmptyState icon={<Users />} title={`No ${entityWords[entity].many} in this period`}>
              {layer.fill}
            </EmptyState>
          )}
          <Pagination
            previousHref={query.has("cursor") ? addressWith(list, query, { cursor: undefined }) : undefined}
            nextHref={next ? addressWith(list, query, { cursor: next }) : undefined}
          />
        </Card>
      )}
    </>
  );
}

async function readConversions(query: URLSearchParams) {
  const { result, errors } = await runPageReport(conversionsReport, query);
  const stage = query.get("stage") ?? undefined;
  const body = result?.data.length ? <ConversionsTable rows={result.data} stage={stage} /> : null;
  return { period: result?.period, body, next: result?.nextCursor, errors };
}

async function readActivity(query: URLSearchParams) {
  const { result, errors } = await runPageReport(activityReport, query);
  const body = result?.data.length ? <ActivityTable rows={result.data} label={result.metric.label} /> : null;
  return { period: result?.period, body, next: result?.nextCursor, errors };
}

function titleOf(layer: Layer, query: URLSearchParams, metric: string | undefined, many: string): string {
  if (metric) return `${layer.name}: ${metric}`;
  const measure = query.get("measure");
  const stage = query.get("stage");
  if (measure === "referred") return "Sign-ups through an invite or a listing";
  if (stage) return `${layer.name}: ${stageLabels[stage as Stage] ?? stage}`;
  const before = layers[layer.number - 2];
  return measure === "converted" && before
    ? `${layer.name}, after ${before.name}`
    : `${layer.name}: ${many}, for the first time`;
}

function describeFilters(query: URLSearchParams): string {
  const filters = [...query].flatMap(([name, value]) => {
    const dimension = /^filter\[(.+)\]$/.exec(name)?.[1]?.replace("_", " ");
    return dimension ? [`${dimension} ${value}`] : [];
  });
  return filters.length ? `Only ${filters.join(", ")}, by first touch.` : "";
}
