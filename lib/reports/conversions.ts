import { z } from "zod";
import { defineQuery, runQuery } from "@/lib/base/clickhouse/query";
import { layerOfStage, layers, stageSchema } from "@/lib/journeys/schema";
import { defineReport } from "./define-report";
import { acquiredSql, matchSql, referringSql } from "./internal/acquired-sql";
import { stageArrays } from "./internal/count-layers";
import { readCursor, writeCursor } from "./internal/cursor";
import { kindOf, namesOf } from "./internal/name-rows";
import { resolvePeriod } from "./internal/period";
import { convertedSql, filterParams, inPeriodSql, reachedSql, stagesParams } from "./internal/reached-query";
import { type Conversion, cursorParam, type Entity, entityParam, filterParam, limitParam, rangeParams } from "./schema";

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
  channel: z.string(),
  source: z.string(),
  campaign: z.string(),
  landing_path: z.string(),
});

const listQuery = (entity: Entity, measure: "reached" | "converted" | "referred") =>
  defineQuery({
    sql: `
      SELECT who, known, at, before, had_before, channel, source, campaign, landing_path
      FROM (SELECT * FROM (${reachedSql(entity)}) WHERE layer = {layer:UInt8}) AS reached
      LEFT JOIN (${acquiredSql(entity)}) AS acquired USING who
      ${measure === "referred" ? `INNER JOIN (${referringSql(entity)}) AS referring USING who` : ""}
      WHERE ${matchSql} AND ${measure === "converted" ? convertedSql : inPeriodSql("at")}
        ${measure === "referred" ? "AND touched_at <= at" : ""}
        AND ({known:UInt8} = 0 OR known) AND (at, who) < (parseDateTime64BestEffort({after:String}, 3, 'UTC'), {after_who:String})
      ORDER BY at DESC, who DESC
      LIMIT {limit:UInt32}`,
    params: z.object({
      ...stagesParams,
      ...filterParams,
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

const queriesOf = (entity: Entity) => ({
  reached: listQuery(entity, "reached"),
  converted: listQuery(entity, "converted"),
  referred: listQuery(entity, "referred"),
});
const listQueries = { person: queriesOf("person"), company: queriesOf("company") };

/** Who is behind a number of the journey report: each with the time it happened and how they came. Newest first. */
export const conversionsReport = defineReport({
  name: "conversions",
  title: "Conversions",
  description: "The persons or companies that first reached a layer or a stage in a period, newest first.",
  params,
  async run(given) {
    const period = resolvePeriod(given);
    const cursor = readCursor(given.cursor, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    // One stage is looked at as a layer of its own, with no layer before it.
    const single = given.stage && { stages: [given.stage], layers: [layers.length + 2] };
    const rows = await runQuery(listQueries[given.entity][given.measure], {
      ...(single ?? stageArrays(given.environment)),
      from: period.from,
      until: period.until,
      ...given.filter,
      layer: single ? layers.length + 2 : (given.layer as number),
      known: given.known ? 1 : 0,
      after: cursor?.value ?? endOfTime,
      after_who: cursor?.id ?? "",
      limit: given.limit + 1,
    });
    const shown = rows.slice(0, given.limit);
    const names = await namesOf(given.entity, shown);
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
          firstTouch: {
            channel: one.channel,
            source: one.source,
            campaign: one.campaign,
            landingPath: one.landing_path,
          },
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
