import { LineChart } from "@/components/charts/line-chart";
import type { ChartNotes } from "@/components/charts/place-notes";
import { ChoiceLinks } from "@/components/reports/choice-links";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import type { JourneyResult, JourneySeries } from "@/lib/reports/schema";
import { addressWith } from "./address";

/** One layer's count over the period, with what happened meanwhile. `shown`: the layer of the address. */
export function JourneyTimes({
  result,
  series,
  query,
  shown,
  unfinished,
  notes,
}: {
  result: JourneyResult;
  series: JourneySeries;
  query: URLSearchParams;
  shown: number | undefined;
  /** The period reaches into today. */
  unfinished: boolean;
  notes: ChartNotes;
}) {
  const filled = series.values.filter((one) => one.values.some((value) => value > 0));
  const chosen = filled.find((one) => one.layer === shown) ?? filled.find((one) => one.layer === 2) ?? filled[0];
  const layer = result.layers.find((one) => one.layer === chosen?.layer);
  if (!chosen || !layer) return null;
  const label = layer.metrics[0]?.label ?? layer.name;
  return (
    <Card className="min-w-0">
      <CardHeader title={`Over time: ${label}`} description={`By ${series.grain}, with what was noted.`} />
      <CardBody className="space-y-4">
        <div className="max-w-full overflow-x-auto">
          <ChoiceLinks
            label="Layer"
            current={String(chosen.layer)}
            choices={filled.map((one) => ({
              id: String(one.layer),
              label: result.layers.find(({ layer: number }) => number === one.layer)?.name ?? one.id,
              href: addressWith(paths.staff.journey(), query, { line: one.layer }),
            }))}
          />
        </div>
        <LineChart
          title={label}
          titleHidden
          labelHeader={series.grain === "day" ? "Day" : "From"}
          labels={series.buckets.map((day) => formatDay(day))}
          series={[{ name: label, values: chosen.values }]}
          unfinished={unfinished}
          notes={notes}
        />
      </CardBody>
    </Card>
  );
}
