import { z } from "zod";
import { runQuery } from "@/lib/base/clickhouse/query";
import { defineReport } from "./define-report";
import type { FunnelResult, FunnelStepFigures } from "./funnel/schema";
import { writeStep } from "./funnel/steps-text";
import { breakdownParam, checkOrder, funnelParams } from "./internal/funnel-definition";
import { type FunnelStepRow, funnelQuery } from "./internal/funnel-query";
import { scanRange } from "./internal/funnel-range";

/** Groups a breakdown shows; the largest. */
const maxGroups = 100;

/** Of those who began a row of steps in the period: how far they came within a window, and what each step took. */
export const funnelReport = defineReport({
  name: "funnel",
  title: "Funnel",
  description:
    "Steps of your choice, events and calls, in order or not: who began in a period, how far they came within a window, and what each step took.",
  params: z.strictObject({ ...funnelParams, breakdown: breakdownParam }).superRefine(checkOrder),
  async run(given): Promise<FunnelResult> {
    const { entity, steps: definition, order, window: windowMs, filter, breakdown } = given;
    const { period, range } = scanRange(given);
    const reach = { entity, definition, order, filter };
    const read = async (by?: typeof breakdown) => {
      const { query, values } = funnelQuery(reach, by);
      return runQuery(query, { ...values, ...range, ...filter, window_ms: windowMs });
    };
    const [all, groups] = await Promise.all([read(), breakdown ? read(breakdown) : undefined]);
    const count = definition.steps.length;
    const figures = toFigures(all, count);
    return {
      period: { from: period.from, to: period.to },
      entity,
      order,
      windowMs,
      filter,
      breakdown,
      steps: definition.steps.map((step, index) => ({
        ...step,
        text: writeStep(step),
        excluding: definition.exclusions.filter(({ after }) => after === index - 1).map(writeStep),
        ...(figures[index] as FunnelStepFigures),
      })),
      groups: groups ? toGroups(groups, count) : undefined,
    };
  },
  toTable: (result) => {
    const lines = (value: string, steps: Omit<FunnelStepFigures, "took">[]) =>
      steps.map((step, index) => [
        ...(result.breakdown ? [value] : []),
        index + 1,
        result.steps[index]?.text ?? "",
        step.reached,
        step.stopped,
        step.ofFirst,
        step.ofBefore,
        step.medianMs,
        step.p90Ms,
        step.sinceFirstMedianMs,
      ]);
    const columns = ["step", "is", "reached", "stopped", "share_of_first", "share_of_before", "median_ms", "p90_ms"];
    return {
      columns: [...(result.breakdown ? [result.breakdown] : []), ...columns, "since_first_median_ms"],
      rows: [
        ...lines("(all)", result.steps),
        ...(result.groups ?? []).flatMap((group) => lines(group.value, group.steps)),
      ],
    };
  },
});

function toFigures(rows: readonly FunnelStepRow[], count: number): FunnelStepFigures[] {
  const at = (index: number) => rows.find(({ step }) => step === index + 1);
  const share = (part: number, whole: number | undefined) => (whole ? part / whole : null);
  return Array.from({ length: count }, (_, index) => {
    const row = at(index);
    const reached = row?.reached ?? 0;
    const before = index ? (at(index - 1)?.reached ?? 0) : 0;
    const waited = index > 0 && row !== undefined;
    const [median = null, p90 = null] = row?.waits ?? [];
    const whole = (ms: number | null | undefined) => (waited && typeof ms === "number" ? Math.round(ms) : null);
    return {
      reached,
      stopped: index ? before - reached : null,
      ofFirst: share(reached, at(0)?.reached),
      ofBefore: index ? share(reached, before) : null,
      medianMs: whole(median),
      p90Ms: whole(p90),
      sinceFirstMedianMs: whole(row?.since_first),
      took: waited ? [...row.within, reached].map((within, bin, all) => within - (all[bin - 1] ?? 0)) : [],
    };
  });
}

function toGroups(rows: readonly FunnelStepRow[], count: number): FunnelResult["groups"] {
  const byValue = new Map<string, FunnelStepRow[]>();
  for (const row of rows) byValue.set(row.value, [...(byValue.get(row.value) ?? []), row]);
  return [...byValue]
    .map(([value, own]) => ({ value, steps: toFigures(own, count).map(({ took: _, ...step }) => step) }))
    .sort((a, b) => (b.steps[0]?.reached ?? 0) - (a.steps[0]?.reached ?? 0) || (a.value < b.value ? -1 : 1))
    .slice(0, maxGroups);
}
