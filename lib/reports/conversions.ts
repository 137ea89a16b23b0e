import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { layerOfStage, layers, stageSchema } from "@/lib/journeys/schema";
import { defineReport } from "./define-report";
import { referringSql } from "./internal/acquired-sql";
import { stageArrays } from "./internal/count-layers";
import { readCursor, writeCursor } from "./internal/cursor";
import { kindOf, namesOf } from "./internal/name-rows";
import { resolvePeriod } from "./internal/period";
import { convertedSql, inPeriodSql, reachedParams, reachedSql } from "./internal/reached-query";
import { readFirstTouches } from "./internal/read-first-touches";
import {
  type Conversion,
  cursorParam,
  type Entity,
  entityParam,
  type Filter,
  filterParam,
  limitParam,
  rangeParams,
} from "./schema";

const params = z
  .strictObject({
    ...rangeParams,
    entity: entityParam,
    environment: z.enum(["sandbox", "live"]).optional(),
    /** A whole layer, or one stage. */
    layer: z.coerce.number().int().min(1).max(layers.length).optional(),
    stage: stageSchema.optional(),
    /**
     * `converted`: only those who came from the layer before. `referred`: only those who met an invite or a listing before.
     * Both as the journey report counts them.
     */
    measure: z.enum(["reached", "converted", "referred"]).default("reached"),
    /** Without visitors who have not signed up. */
    known: z.stringbool().default(false),
    filter: filterParam,
    limit: limitParam,
    cursor: cursorParam,
  })
  .superRefine((value, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if ((value.layer === undefined) === (value.stage === undefined)) wrong("layer", "give either layer or stage");
    if (value.measure === "converted" && value.stage) wrong("measure", "converted needs a layer, not a stage");
  });

const time = z.coerce.date();
const row = z.object({
  who: z.string(),
  known: z.coerce.boolean(),
  at: time,
  before: time,
  had_before: z.coerce.boolean(),
});

type Measure = "reached" | "converted" | "referred";

const listQuery = (entity: Entity, filter: Filter, measure: Measure) =>
  defineQuery({
    sql: `
      SELECT who, known, at, before, had_before
      FROM (SELECT * FROM (${reachedSql(entity, filter)}) WHERE layer = {layer:UInt8}) AS reached
      ${measure === "referred" ? `INNER JOIN (${referringSql(entity)}) AS referring ON referring.who_hash = cityHash64(reached.who)` : ""}
      WHERE ${measure === "converted" ? convertedSql : inPeriodSql} ${measure === "referred" ? "AND touched_at <= at" : ""}
        AND ({known:UInt8} = 0 OR known) AND (at, who) < (parseDateTime64BestEffort({after:String}, 3, 'UTC'), {after_who:String})
      ORDER BY at DESC, who DESC
      LIMIT {limit:UInt32}`,
    params: z.object({
      ...reachedParams,
      layer: z.number(),
      known: z.number(),
      after: z.string(),
      after_who: z.string(),
      limit: z.number(),
    }),
    row,
  });

/** Later than anything that can have happened: where a list begins. */
const endOfTime = "2200-01-01T00:00:00.000Z";

/** Who is behind a number of the journey report: each with the time it happened and how they came. Newest first. */
export const conversionsReport = defineReport({
  name: "conversions",
  title: "Conversions",
  description: "The persons or companies that first reached a layer or a stage in a period, newest first.",
  params,
  async run(given) {
    const period = resolvePeriod(given);
    const cursor = readCursor(given.cursor, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const looked = stagesToLookAt(given);
    const everybody = given.measure === "reached" && !given.known;
    const rows = await runQuery(listQuery(given.entity, given.filter, given.measure), {
      stages: looked.stages,
      layers: looked.layers,
      layer: looked.layer,
      anonymous: everybody ? looked.stages.filter((_, index) => looked.layers[index] === looked.layer) : [],
      from: period.from,
      until: period.until,
      ...given.filter,
      known: given.known ? 1 : 0,
      after: cursor?.value ?? endOfTime,
      after_who: cursor?.id ?? "",
      limit: given.limit + 1,
    });
    const shown = rows.slice(0, given.limit);
    const ids = shown.map((one) => one.who);
    const [names, firstTouchOf] = await Promise.all([
      namesOf(given.entity, shown),
      readFirstTouches(given.entity, ids),
    ]);
    const last = shown.at(-1);
    return {
      period: { from: period.from, to: period.to },
      entity: given.entity,
      layer: given.layer ?? layerOfStage(given.stage ?? "")?.number ?? null,
      stage: given.stage ?? null,
      data: shown.map(
        (one): Conversion => ({
          kind: kindOf(given.entity, one),
          id: one.who,
          name: names.get(one.who)?.name ?? null,
          at: one.at,
          tookMs: one.had_before && one.at >= one.before ? one.at.getTime() - one.before.getTime() : null,
          firstTouch: firstTouchOf(one.who),
        }),
      ),
      nextCursor: rows.length > given.limit && last ? writeCursor(last.at.toISOString(), last.who) : null,
    };
  },
  toTable: (result) => ({
    columns: ["kind", "id", "name", "at", "took_ms", "channel", "source", "campaign", "landing_path"],
    rows: result.data.map((one) => [
      one.kind,
      one.id,
      one.name,
      one.at.toISOString(),
      one.tookMs,
      one.firstTouch.channel,
      one.firstTouch.source,
      one.firstTouch.campaign,
      one.firstTouch.landingPath,
    ]),
  }),
});

/** The stages of a layer and of the one before it; one stage is looked at as a layer of its own, with none before. */
function stagesToLookAt(given: { stage?: string; layer?: number; environment?: "sandbox" | "live" }) {
  const alone = layers.length + 2;
  if (given.stage) return { stages: [given.stage], layers: [alone], layer: alone };
  const layer = given.layer as number;
  const all = stageArrays(given.environment);
  const wanted = (index: number) => all.layers[index] === layer || all.layers[index] === layer - 1;
  return {
    stages: all.stages.filter((_, index) => wanted(index)),
    layers: all.layers.filter((_, index) => wanted(index)),
    layer,
  };
}
