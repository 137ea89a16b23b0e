import { RotateCcw } from "lucide-react";
import type { Metadata } from "next";
import { Hourglass } from "@/components/charts/hourglass";
import type { ChartNotes } from "@/components/charts/place-notes";
import { addressWith, keepWhoAndWhen, readAddress, type Search } from "@/components/reports/address";
import { AddressErrors } from "@/components/reports/address-errors";
import { BreakdownTable } from "@/components/reports/breakdown-table";
import { CsvButton } from "@/components/reports/csv-button";
import { JourneyControls } from "@/components/reports/journey-controls";
import { JourneyTimes } from "@/components/reports/journey-times";
import { LayerCards } from "@/components/reports/layer-cards";
import { NumberLink } from "@/components/reports/number-link";
import { entityWords } from "@/components/reports/touch-words";
import { Card, CardFooter, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/access/require-staff";
import { now } from "@/lib/base/clock";
import { formatDay, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { journeyReport } from "@/lib/reports/journey";
import { listPresets } from "@/lib/reports/list-presets";
import type { JourneyResult } from "@/lib/reports/schema";
import { staffChartNotes } from "../../chart-notes";
import { runPageReport } from "../../run-page-report";

export const metadata: Metadata = { title: "Journey" };

/** The eleven layers as an hourglass; the whole view is in the address. */
export default async function JourneyPage({ searchParams }: { searchParams: Promise<Search> }) {
  const person = await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  // Which line the page draws is the page's own affair: the report knows no such parameter.
  const line = Number(query.get("line")) || undefined;
  query.delete("line");
  const { result, errors } = await runPageReport(journeyReport, query);
  const notes = await staffChartNotes(person, result?.series?.buckets ?? [], result?.period.to);
  const presets = listPresets();
  const asked = { from: query.get("from") ?? presets[1]?.from ?? "", to: query.get("to") ?? presets[1]?.to ?? "" };

  return (
    <>
      <PageHeader
        title="Journey"
        description="How people and companies come, build, go live and bring others."
        actions={result ? <CsvButton report="journey" query={query} /> : null}
      />
      <JourneyControls
        query={query}
        period={result?.period ?? asked}
        entity={query.get("entity") === "company" ? "company" : "person"}
        presets={presets}
      />
      {result ? <Report result={result} query={query} line={line} notes={notes} /> : <AddressErrors errors={errors} />}
    </>
  );
}

function Report({
  result,
  query,
  line,
  notes,
}: {
  result: JourneyResult;
  query: URLSearchParams;
  line: number | undefined;
  notes: ChartNotes;
}) {
  const who = keepWhoAndWhen(query);
  who.set("from", result.period.from);
  who.set("to", result.period.to);
  const { previousPeriod } = result;
  const referrals = result.layers[10]?.metrics.find((metric) => metric.id === "referrals")?.value ?? 0;
  return (
    <div className="space-y-6">
      <Card>
        <CardHeader
          title={`${formatDay(result.period.from)} to ${formatDay(result.period.to)}`}
          description={
            result.entity === "person"
              ? "People who reached a layer for the first time. In the first layer a visitor counts before signing up."
              : "Companies that reached a layer for the first time, by any of their people or keys."
          }
        />
        <Hourglass
          title="The journey"
          who={entityWords[result.entity].many}
          layers={result.layers.map((layer) => {
            const list = paths.staff.journeyLayer(layer.layer);
            const [count] = layer.metrics;
            return {
              number: layer.layer,
              name: layer.name,
              count: layer.reached,
              href: layer.reached > 0 ? addressWith(list, who) : undefined,
              previousCount: layer.previous?.reached,
              previousHref:
                layer.previous?.reached && previousPeriod ? addressWith(list, who, { ...previousPeriod }) : undefined,
              conversion: layer.conversion,
              conversionHref: layer.converted ? addressWith(list, who, { measure: "converted" }) : undefined,
              medianMs: layer.medianMs,
              note: count ? (
                <NumberLink href={count.value ? addressWith(list, who, { metric: count.id }) : undefined}>
                  {formatNumber(count.value ?? 0)} {count.label}
                </NumberLink>
              ) : null,
            };
          })}
        />
        <CardFooter className="justify-start">
          <p className="relative pl-6.5 text-ink-muted text-sm">
            <RotateCcw className="absolute top-0.5 left-0 size-4 text-accent" aria-hidden="true" />
            And over again: <strong className="text-ink">{formatNumber(referrals)}</strong>{" "}
            {referrals === 1 ? "sign-up" : "sign-ups"} of this period came through an invite or a listing.
            {previousPeriod ? ` Before: ${formatDay(previousPeriod.from)} to ${formatDay(previousPeriod.to)}.` : null}
          </p>
        </CardFooter>
      </Card>
      {result.series ? (
        <JourneyTimes
          result={result}
          series={result.series}
          query={query}
          shown={line}
          unfinished={result.period.to >= now().toISOString().slice(0, 10)}
          notes={notes}
        />
      ) : null}
      {result.breakdown && result.groups ? (
        <BreakdownTable dimension={result.breakdown} groups={result.groups} who={who} />
      ) : null}
      <section aria-labelledby="layers">
        <h2 id="layers" className="mb-3 text-lg">
          Layer by layer
        </h2>
        <LayerCards result={result} who={who} />
      </section>
    </div>
  );
}
