import { z } from "zod";
import { runQuery } from "@/lib/base/clickhouse/query";
import { defineReport } from "./define-report";
import type { FunnelPerson } from "./funnel/schema";
import { writeStep } from "./funnel/steps-text";
import { readCursor, writeCursor } from "./internal/cursor";
import { checkOrder, funnelParams } from "./internal/funnel-definition";
import { funnelPeopleQuery } from "./internal/funnel-query";
import { scanRange } from "./internal/funnel-range";
import { kindOf, namesOf } from "./internal/name-rows";
import { cursorParam, limitParam } from "./schema";

/** Later than anything that can have happened: where a list begins. */
const endOfTimeMs = Date.parse("2200-01-01T00:00:00Z");

/** Who is behind a number of the funnel report: those who stopped after a step, or who reached it. */
export const funnelPeopleReport = defineReport({
  name: "funnel-people",
  title: "Who is in a funnel",
  description: "The people or companies that stopped after a step of a funnel, or that reached it, latest first.",
  params: z
    .strictObject({
      ...funnelParams,
      /** Counted from 1. */
      step: z.coerce.number().int().min(1),
      did: z.enum(["stopped", "reached"]).default("stopped"),
      limit: limitParam,
      cursor: cursorParam,
    })
    .superRefine((given, context) => {
      checkOrder(given, context);
      if (given.steps && given.step > given.steps.steps.length) {
        context.addIssue({ code: "custom", path: ["step"], message: "must be a step of the funnel" });
      }
    }),
  async run(given) {
    const { entity, steps: definition, order, window: windowMs, filter } = given;
    const { period, range } = scanRange(given);
    const cursor = readCursor(given.cursor, /^\d{1,15}$/);
    const { query, values } = funnelPeopleQuery({ entity, definition, order, filter });
    const rows = await runQuery(query, {
      ...values,
      ...range,
      ...filter,
      window_ms: windowMs,
      step: given.step,
      stopped: given.did === "stopped" ? 1 : 0,
      after_ms: cursor ? Number(cursor.value) : endOfTimeMs,
      after_who: cursor?.id ?? "",
      limit: given.limit + 1,
    });
    const shown = rows.slice(0, given.limit);
    const names = await namesOf(entity, shown);
    const last = shown.at(-1);
    return {
      period: { from: period.from, to: period.to },
      entity,
      step: given.step,
      did: given.did,
      steps: definition.steps.map((step) => ({ ...step, text: writeStep(step) })),
      data: shown.map(
        (row): FunnelPerson => ({
          kind: kindOf(entity, row),
          id: row.who,
          name: names.get(row.who)?.name ?? null,
          at: new Date(row.at_ms),
          tookMs: row.took_ms,
        }),
      ),
      nextCursor: rows.length > given.limit && last ? writeCursor(String(last.at_ms), last.who) : null,
    };
  },
  toTable: (result) => ({
    columns: ["kind", "id", "name", "at", "took_ms"],
    rows: result.data.map((one) => [one.kind, one.id, one.name, one.at.toISOString(), one.tookMs]),
  }),
});
