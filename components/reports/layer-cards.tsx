import { Sparkline } from "@/components/charts/sparkline";
import { Card } from "@/components/ui/card";
import { formatDuration, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { layers as layerPlan, type Metric } from "@/lib/journeys/schema";
import type { JourneyResult } from "@/lib/reports/schema";
import { addressWith } from "./address";
import { NumberLink } from "./number-link";

type FilledLayer = JourneyResult["layers"][number];

/** Every layer with all its metrics; each number opens to whose doing it was, an empty layer says what fills it. */
export function LayerCards({ result, who }: { result: JourneyResult; who: URLSearchParams }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {result.layers.map((layer) => (
        <LayerCard
          key={layer.layer}
          layer={layer}
          who={who}
          series={result.series?.values.find((one) => one.layer === layer.layer)?.values}
        />
      ))}
    </div>
  );
}

function LayerCard({ layer, who, series }: { layer: FilledLayer; who: URLSearchParams; series?: number[] }) {
  const plan = layerPlan[layer.layer - 1] as (typeof layerPlan)[number];
  const list = paths.staff.journeyLayer(layer.layer);
  const empty = layer.metrics.every((metric) => !metric.value) && layer.persons === 0 && layer.companies === 0;
  return (
    <Card className="flex flex-col px-5 py-4">
      <div className="flex items-start justify-between gap-3">
        <h3 className="text-md">
          <span className="mr-2 text-ink-faint text-xs tabular-nums">{layer.layer}</span>
          {layer.name}
        </h3>
        {series?.some((value) => value > 0) ? (
          <Sparkline label={layer.metrics[0]?.label ?? layer.name} values={series} />
        ) : null}
      </div>
      <p className="mt-0.5 text-ink-muted text-sm">{plan.description}</p>
      {empty ? (
        <p className="mt-3 rounded-md border border-line-strong border-dashed px-3 py-2 text-ink-muted text-sm">
          Nothing in this period. {plan.fill}
        </p>
      ) : (
        <dl className="mt-3 space-y-1 text-base">
          <Row label="people, for the first time">
            <NumberLink
              href={layer.persons > 0 ? addressWith(list, who, { entity: undefined, known: "true" }) : undefined}
            >
              {formatNumber(layer.persons)}
            </NumberLink>
          </Row>
          <Row label="companies, for the first time">
            <NumberLink href={layer.companies > 0 ? addressWith(list, who, { entity: "company" }) : undefined}>
              {formatNumber(layer.companies)}
            </NumberLink>
          </Row>
          {layer.metrics.map((metric, index) => (
            <Row key={metric.id} label={metric.label} strong={index === 0}>
              <NumberLink href={metric.value ? metricAddress(plan.metrics[index] as Metric, list, who) : undefined}>
                <MetricValue metric={plan.metrics[index] as Metric} value={metric.value} />
              </NumberLink>
            </Row>
          ))}
          {layer.resources?.map((one) => (
            <Row key={`resource ${one.resource}`} label={`calls of ${one.resource}`}>
              {formatNumber(one.calls)}
              {one.valuable ? <span className="text-ink-muted"> ({formatNumber(one.valuable)} valuable)</span> : null}
            </Row>
          ))}
        </dl>
      )}
    </Card>
  );
}

function MetricValue({ metric, value }: { metric: Metric; value: number | null }) {
  if (value === null) {
    return (
      <span title={metric.missing} className="text-ink-faint">
        {metric.missing ? "not told" : "–"}
      </span>
    );
  }
  return metric.unit === "ms" ? formatDuration(value) : formatNumber(value, { maximumFractionDigits: 2 });
}

function Row({ label, strong, children }: { label: string; strong?: boolean; children: React.ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-3 border-line border-b pb-1 last:border-b-0">
      <dt className={strong ? "font-medium" : "text-ink-muted"}>{label}</dt>
      <dd className={`tabular-nums ${strong ? "font-semibold" : ""}`}>{children}</dd>
    </div>
  );
}

/** Where a metric's number opens: whose events or calls it counts, or who reached the layer. */
function metricAddress(metric: Metric, list: string, who: URLSearchParams): string | undefined {
  const { source } = metric;
  const filtered = [...who.keys()].some((name) => name.startsWith("filter["));
  switch (source.kind) {
    case "new_companies":
      return addressWith(list, who, { entity: "company" });
    case "referred": {
      const signUps = paths.staff.journeyLayer(2);
      return addressWith(signUps, who, { entity: undefined, stage: "signed_up", measure: "referred" });
    }
    case "first_answer":
      return addressWith(list, who, { metric: "support_answers" });
    // Nobody's in particular: end users are the platform's own, and known by their company only.
    case "end_users":
    case "feed_subscribers":
    case "fact":
      return undefined;
    case "now":
      return source.of === "overdue_audits" ? paths.staff.audits : paths.staff.showcase;
    case "k_factor":
      return addressWith(list, who, { metric: "invites_accepted" });
    default: {
      // Companies are listed as such; a filter on how people came would be another one on how companies did.
      const asCompanies = source.kind === "calls" && source.of === "companies" && who.get("entity") !== "company";
      if (asCompanies && filtered) return undefined;
      return addressWith(list, who, { metric: metric.id, ...(asCompanies ? { entity: "company" } : {}) });
    }
  }
}
