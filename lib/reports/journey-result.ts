import type { Dimension, Entity, Filter, Grain, Table } from "./schema";

/** What the journey report says of one layer. Shares are 0..1, times milliseconds. */
export type LayerFigures = {
  layer: number;
  id: string;
  name: string;
  /** Persons (anonymous visitors included) or companies, whichever the report counts, whose first time in this layer lies in the period. */
  reached: number;
  /** The signed-up persons and the companies whose first time lies in the period, whatever the report counts. */
  persons: number;
  companies: number;
  /** Of those who reached the layer before in the period: how many also reached this one, at or after it and by the period's end. null for the first. */
  converted: number | null;
  /** Their share; null when nobody reached the layer before. */
  conversion: number | null;
  /** What those took from layer to layer; null when there are none. */
  medianMs: number | null;
  p90Ms: number | null;
  /** The first is the layer's count. */
  metrics: { id: string; label: string; value: number | null }[];
};

export type JourneyGroup = {
  /** "" when nothing is known of how they came. */
  value: string;
  layers: Pick<LayerFigures, "layer" | "reached" | "converted" | "conversion" | "medianMs" | "p90Ms">[];
};

export type JourneySeries = {
  grain: Grain;
  /** First day of each point. */
  buckets: string[];
  /** By layer, the layer's count in each bucket; missing where the count cannot be summed by day. */
  values: { layer: number; id: string; values: number[] }[];
};

export type JourneyResult = {
  period: { from: string; to: string };
  previousPeriod?: { from: string; to: string };
  entity: Entity;
  environment?: "sandbox" | "live";
  filter: Filter;
  breakdown?: Dimension;
  layers: (LayerFigures & { previous?: LayerFigures })[];
  groups?: JourneyGroup[];
  series?: JourneySeries;
};

/** A row per layer; with a breakdown, a row per value and layer. */
export function tableOfJourney(result: JourneyResult): Table {
  if (result.groups && result.breakdown) {
    return {
      columns: [result.breakdown, "layer", "name", "reached", "converted", "conversion", "median_ms", "p90_ms"],
      rows: result.groups.flatMap((group) =>
        group.layers.map((row) => [
          group.value,
          row.layer,
          result.layers[row.layer - 1]?.name ?? "",
          row.reached,
          row.converted,
          row.conversion,
          row.medianMs,
          row.p90Ms,
        ]),
      ),
    };
  }
  const figures = (row: LayerFigures | undefined) => [
    row?.metrics[0]?.value ?? null,
    row?.reached ?? null,
    row?.persons ?? null,
    row?.companies ?? null,
    row?.converted ?? null,
    row?.conversion ?? null,
    row?.medianMs ?? null,
    row?.p90Ms ?? null,
  ];
  const names = ["count", "reached", "persons", "companies", "converted", "conversion", "median_ms", "p90_ms"];
  const comparing = result.previousPeriod !== undefined;
  return {
    columns: ["layer", "name", "counted", ...names, ...(comparing ? names.map((name) => `previous_${name}`) : [])],
    rows: result.layers.map((row) => [
      row.layer,
      row.name,
      row.metrics[0]?.label ?? "",
      ...figures(row),
      ...(comparing ? figures(row.previous) : []),
    ]),
  };
}
