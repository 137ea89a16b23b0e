import { z } from "zod";
import { runQuery } from "@/lib/base/clickhouse/query";
import { portal } from "@/lib/base/config/portal";
import { defineReport } from "./define-report";
import { stepsQuery } from "./internal/grid-query";
import { type Period, resolvePeriod } from "./internal/period";
import { type Filter, filterParam, type GridCell, type GridResult, gridCells, gridSteps, rangeParams } from "./schema";

/** Who x where (domain.md, "The grid"): by person and by company, on the web and on the API, each cell with its funnel of steps. */
export const gridReport = defineReport({
  name: "grid",
  title: "Grid",
  description: "People and companies, web and API: how many began each row of steps in a period and how far they came.",
  params: z.strictObject({ ...rangeParams, filter: filterParam }),
  async run(given): Promise<GridResult> {
    const period = resolvePeriod(given);
    const cells = gridCells.filter((cell) => !portal.journey.hiddenCells.includes(cell.id));
    return {
      period: { from: period.from, to: period.to },
      filter: given.filter,
      cells: await Promise.all(cells.map((cell) => readCell(cell, period, given.filter))),
    };
  },
  toTable: (result) => ({
    columns: ["entity", "platform", "step", "stage", "reached", "share_of_first", "share_of_before", "median_ms"],
    rows: result.cells.flatMap((cell) =>
      cell.steps.map((step, index) => [
        cell.entity,
        cell.platform,
        index + 1,
        step.stage,
        step.reached,
        step.ofFirst,
        step.ofBefore,
        step.medianMs,
      ]),
    ),
  }),
});

async function readCell(cell: (typeof gridCells)[number], { from, until }: Period, filter: Filter): Promise<GridCell> {
  const stages = gridSteps[cell.platform];
  const withVisitors = cell.entity === "person" && cell.platform === "web";
  const [row] = await runQuery(stepsQuery(cell.entity, filter, stages, withVisitors), {
    from,
    until,
    stages: [...stages],
    ...filter,
  });
  const counts = row?.counts ?? [];
  const share = (part: number, whole: number | undefined) => (whole ? part / whole : null);
  return {
    ...cell,
    steps: stages.map((stage, index) => {
      const reached = counts[index] ?? 0;
      return {
        stage,
        reached,
        ofFirst: share(reached, counts[0]),
        ofBefore: index ? share(reached, counts[index - 1]) : null,
        medianMs: index && reached ? Math.round(row?.medians[index] ?? 0) : null,
      };
    }),
  };
}
