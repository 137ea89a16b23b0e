import type { JourneyResult, LayerFigures, Table } from "../schema";

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
