import { z } from "zod";
import { attributionModelSchema, type PathModel, pathModels, wholeCredit } from "@/lib/attribution/schema";
import { runQuery } from "@/lib/base/clickhouse/query";
import { checkValue, creditQuestion } from "./attribution";
import type { AttributedConversion } from "./attribution/schema";
import { defineReport } from "./define-report";
import { cellQuery } from "./internal/credit-queries";
import { readCursor, writeCursor } from "./internal/cursor";
import { namesOf } from "./internal/name-rows";
import { resolvePeriod } from "./internal/period";
import { cursorParam, limitParam, noValue } from "./schema";

const params = z.strictObject({
  ...creditQuestion,
  /** The cell: a value of the breakdown (`(none)` where the touch named none) and a model. */
  of: z
    .string()
    .min(1)
    .max(2_048)
    .transform((value) => (value === noValue ? "" : value)),
  model: attributionModelSchema.default("linear"),
  limit: limitParam,
  cursor: cursorParam,
});

/** Later than anything that can have happened: where a list begins. */
const endOfTime = "2200-01-01T00:00:00.000Z";

/** The conversions behind one cell of the attribution report, each with what the value earned of it. Newest first. */
export const attributedConversionsReport = defineReport({
  name: "attributed-conversions",
  title: "Attributed conversions",
  description: "The conversions behind one number of the attribution report, newest first.",
  params,
  async run(given) {
    const period = resolvePeriod(given);
    const cursor = readCursor(given.cursor, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const { entity, filter, breakdown, value } = given;
    checkValue(given, "?value");
    const model = pathModels.find((one): one is PathModel => one === given.model);
    const rows = await runQuery(cellQuery({ entity, filter, breakdown, value }, model), {
      stage: given.stage,
      from: period.from,
      until: period.until,
      lookback: given.lookback_days,
      ...filter,
      of: given.of,
      after: cursor?.value ?? endOfTime,
      after_who: cursor?.id ?? "",
      limit: given.limit + 1,
    });
    const shown = rows.slice(0, given.limit);
    const names = await namesOf(
      entity,
      shown.map((row) => ({ who: row.who, known: true })),
    );
    const last = shown.at(-1);
    return {
      period: { from: period.from, to: period.to },
      entity,
      stage: given.stage,
      breakdown,
      of: given.of,
      model: given.model,
      data: shown.map(
        (row): AttributedConversion => ({
          kind: entity,
          id: row.who,
          name: names.get(row.who)?.name ?? null,
          at: row.at,
          credit: row.millionths / wholeCredit,
          amount: value ? row.value : null,
        }),
      ),
      nextCursor: rows.length > given.limit && last ? writeCursor(last.at.toISOString(), last.who) : null,
    };
  },
  toTable: (result) => ({
    columns: ["kind", "id", "name", "at", "credit", "value"],
    rows: result.data.map((one) => [one.kind, one.id, one.name, one.at.toISOString(), one.credit, one.amount]),
  }),
});
