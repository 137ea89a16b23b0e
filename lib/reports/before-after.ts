import { z } from "zod";
import { PortalError } from "@/lib/base/errors";
import { layers } from "@/lib/journeys/schema";
import { daysOf } from "@/lib/notes/schema";
import type { BeforeAfterFigure, BeforeAfterResult } from "./before-after/schema";
import { defineReport } from "./define-report";
import { findNote, gatherNotes } from "./gather-notes";
import { compareFigure, listCautions, windowsAround } from "./internal/compare-windows";
import { countDays, type Period, today } from "./internal/period";
import { journeyReport } from "./journey";
import { entityParam, type JourneyResult, noFilter } from "./schema";

/** Metrics that can be told day by day: each layer's count. */
const dailyMetrics = layers.map(({ metrics: [metric] }) => metric.id) as [string, ...string[]];

const params = z.strictObject({
  /** A note's id; or `day`. */
  note: z.string().max(200).optional(),
  day: z.iso.date("must be a day, YYYY-MM-DD").optional(),
  /** Days on each side. */
  days: z.coerce.number("must be a number of days").int().min(1).max(180).default(14),
  metric: z.enum(dailyMetrics).default("sign_ups"),
  entity: entityParam,
});

/** The days before something happened against those after it: every layer of the journey, and one metric day by day. */
export const beforeAfterReport = defineReport({
  name: "before-after",
  title: "Before and after",
  description:
    "What the journey counted in the days before a note (or a day) and in those after it, with what speaks against comparing them.",
  params,
  async run(given): Promise<BeforeAfterResult> {
    const note = given.note ? await findNote(given.note) : null;
    if (given.note && !note) throw refuse("?note", "is not a known note");
    if (!note && !given.day) throw refuse("?note", "or ?day must say what is compared");
    const span = note ? daysOf(note) : { first: given.day as string, last: given.day as string };
    const windows = windowsAround(span, given.days, today());
    const { before, after } = windows;
    const ask = (period: Period) =>
      journeyReport.run({
        from: period.from,
        to: period.to,
        entity: given.entity,
        filter: noFilter,
        grain: "day" as const,
      });
    const whole = { from: before.from, to: after?.to ?? before.to, until: after?.until ?? before.until };
    const [was, is, all, notes] = await Promise.all([
      ask(before),
      after && ask(after),
      ask(whole),
      gatherNotes({ from: whole.from, to: whole.to }),
    ]);
    const figures = is && after ? figuresOf(was, is, { before, after }) : [];
    const metric = layers.flatMap((layer) => layer.metrics).find((one) => one.id === given.metric);
    const figure = figures.find((one) => one.id === given.metric) ?? null;
    const series = all.series?.values.find((one) => one.id === given.metric)?.values;
    const shown = (period: Period) => ({ from: period.from, to: period.to, days: countDays(period) });
    return {
      note,
      day: span.last,
      entity: given.entity,
      before: shown(before),
      after: after && shown(after),
      metric: { id: given.metric, label: metric?.label ?? given.metric },
      figure,
      figures,
      cautions: listCautions(
        windows,
        given.days,
        figure ? figure.before + figure.after : 0,
        notes.filter((one) => one.id !== note?.id),
      ),
      series: { days: all.series?.buckets ?? [], values: series ?? [] },
    };
  },
  toTable: (result) => ({
    columns: ["layer", "figure", "before", "after", "before_per_day", "after_per_day", "change"],
    rows: result.figures.map((one) => [
      ...[one.layer, one.id, one.before, one.after],
      ...[round(one.beforePerDay), round(one.afterPerDay), one.change === null ? null : round(one.change)],
    ]),
  }),
});

/** Who reached each layer, and each layer's own count. */
function figuresOf(
  was: JourneyResult,
  is: JourneyResult,
  windows: { before: Period; after: Period },
): BeforeAfterFigure[] {
  return was.layers.flatMap((before, at) => {
    const after = is.layers[at] as typeof before;
    const [count] = before.metrics;
    const reached = { id: `${before.id}_reached`, label: `${before.name}: reached first`, layer: before.layer };
    const own = count && { id: count.id, label: count.label, layer: before.layer };
    return [
      compareFigure(reached, { before: before.reached, after: after.reached }, windows),
      ...(own ? [compareFigure(own, { before: count.value ?? 0, after: after.metrics[0]?.value ?? 0 }, windows)] : []),
    ];
  });
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;

function refuse(pointer: string, detail: string): PortalError {
  return new PortalError("invalid_fields", undefined, { errors: [{ pointer, detail }] });
}
