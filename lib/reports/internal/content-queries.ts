import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";
import { personKnownSql, personSql, someoneSql } from "@/lib/events/identity-sql";

const time = (name: string) => `toDateTime64({${name}:Date}, 3, 'UTC')`;
const inPeriod = `occurred_at >= ${time("from")} AND occurred_at < ${time("until")}`;
/** What readers read: docs and reference. The narrow test of the name comes first: it is what the table is sorted by. */
const readingSql = `name = 'page_viewed' AND audience = 'human' AND (startsWith(path, '/docs') OR startsWith(path, '/reference'))`;
const count = z.coerce.number();

/** Persons who reached the stage in the period, and when. */
const reachedSql = `
  SELECT ${personSql} AS who, min(first_at) AS at FROM milestones
  WHERE stage = {stage:String} AND ${personKnownSql}
  GROUP BY who HAVING who != '' AND at >= ${time("from")} AND at < ${time("until")}`;
const withinWindow = "occurred_at <= at AND occurred_at >= at - toIntervalDay({window:UInt16})";
const asked = { from: z.string(), until: z.string(), stage: z.string(), window: z.number() };

/** Views of each page in the period, and by how many. */
export const readersQuery = defineQuery({
  sql: `
    SELECT path, count() AS views, uniqExact(${someoneSql}) AS readers FROM events
    WHERE ${readingSql} AND ${inPeriod} GROUP BY path ORDER BY readers DESC, path LIMIT 2000`,
  params: z.object({ from: z.string(), until: z.string() }),
  row: z.object({ path: z.string(), views: count, readers: count }),
});

/** Of those who reached the stage: who had read each page before, and whose last page it was. */
export const assistingPagesQuery = defineQuery({
  sql: `
    SELECT path, count() AS assisted, countIf(is_last) AS last
    FROM (
      SELECT who, path, max(occurred_at) AS seen, (seen, path) = max((seen, path)) OVER (PARTITION BY who) AS is_last
      FROM (
        SELECT ${personSql} AS who, path, occurred_at FROM events
        WHERE ${readingSql} AND ${personKnownSql}
          AND occurred_at >= ${time("from")} - toIntervalDay({window:UInt16}) AND occurred_at < ${time("until")}
      ) AS seen_by
      INNER JOIN (${reachedSql}) AS reached USING who
      WHERE ${withinWindow}
      GROUP BY who, path
    )
    GROUP BY path`,
  params: z.object(asked),
  row: z.object({ path: z.string(), assisted: count, last: count }),
});

/** The last page of those who signed up in the period and have not reached the stage to this day: where they stalled. */
export const deadEndsQuery = defineQuery({
  sql: `
    SELECT path, count() AS stalled
    FROM (
      SELECT who, argMax(path, (occurred_at, path)) AS path
      FROM (
        SELECT ${personSql} AS who, path, occurred_at FROM events
        WHERE ${readingSql} AND ${personKnownSql} AND occurred_at >= ${time("from")} - toIntervalDay({window:UInt16})
      ) AS seen_by
      INNER JOIN (
        SELECT ${personSql} AS who FROM milestones WHERE stage IN ('signed_up', {stage:String}) AND ${personKnownSql}
        GROUP BY who
        HAVING who != '' AND countIf(stage = {stage:String}) = 0 AND min(first_at) >= ${time("from")} AND min(first_at) < ${time("until")}
      ) AS stuck USING who
      GROUP BY who
    )
    GROUP BY path`,
  params: z.object(asked),
  row: z.object({ path: z.string(), stalled: count }),
});

/** Code blocks copied in the period, by how many, and of those who reached the stage how many had copied each before. */
export const snippetsQuery = defineQuery({
  sql: `
    SELECT path, block, any(language) AS language, countIf(in_period) AS copies, uniqExactIf(who, in_period) AS copiers,
      uniqExactIf(who, helped) AS assisted
    FROM (
      SELECT who, path, block, language, ${inPeriod} AS in_period,
        at > toDateTime64(0, 3, 'UTC') AND ${withinWindow} AS helped
      FROM (
        SELECT ${someoneSql} AS who, path, JSONExtractString(properties, 'block') AS block,
          JSONExtractString(properties, 'language') AS language, occurred_at
        FROM events
        WHERE name = 'snippet_copied' AND audience = 'human'
          AND occurred_at >= ${time("from")} - toIntervalDay({window:UInt16}) AND occurred_at < ${time("until")}
      ) AS copied
      LEFT JOIN (${reachedSql}) AS reached USING who
    )
    GROUP BY path, block
    HAVING copies > 0 OR assisted > 0
    ORDER BY assisted DESC, copies DESC, path, block
    LIMIT 200`,
  params: z.object(asked),
  row: z.object({
    path: z.string(),
    block: z.string(),
    language: z.string(),
    copies: count,
    copiers: count,
    assisted: count,
  }),
});

/**
 * Blocks whose copies said where they came from (header Waymark-Snippet): who ran them in the period, for whom one worked, for whom it was the
 * very call that reached the stage, and who had been seen to copy it before it worked. By keys' makers; from the rollup.
 */
export const snippetCallsQuery = defineQuery({
  sql: `
    SELECT path, block, count() AS runners, countIf(passed > 0) AS succeeded,
      countIf(has([began, worked], at) AND at > toDateTime64(0, 3, 'UTC')) AS firsts,
      countIf(passed > 0 AND copied_at > toDateTime64(0, 3, 'UTC') AND copied_at <= worked) AS joined
    FROM (
      SELECT path, block, person_id AS who, sum(snippet_calls.passed) AS passed, min(first_at) AS began, min(first_passed_at) AS worked
      FROM snippet_calls
      WHERE day >= {from:Date} AND day < {until:Date} AND person_id != ''
      GROUP BY path, block, who
    ) AS ran
    LEFT JOIN (${reachedSql}) AS reached USING who
    LEFT JOIN (
      SELECT ${personSql} AS who, path, JSONExtractString(properties, 'block') AS block, min(occurred_at) AS copied_at
      FROM events
      WHERE name = 'snippet_copied' AND audience = 'human' AND ${personKnownSql}
        AND occurred_at >= ${time("from")} - toIntervalDay({window:UInt16}) AND occurred_at < ${time("until")}
      GROUP BY who, path, block
    ) AS copied USING (who, path, block)
    GROUP BY path, block
    ORDER BY firsts DESC, succeeded DESC, runners DESC, path, block
    LIMIT 500`,
  params: z.object(asked),
  row: z.object({
    path: z.string(),
    block: z.string(),
    runners: count,
    succeeded: count,
    firsts: count,
    joined: count,
  }),
});

/** Persons whom a page's blocks brought to the stage: the call that reached it was copied there. A person counts once a page. */
export const firstsByPageQuery = defineQuery({
  sql: `
    SELECT path, uniqExactIf(who, has([began, worked], at)) AS firsts
    FROM (
      SELECT path, block, person_id AS who, min(first_at) AS began, min(first_passed_at) AS worked
      FROM snippet_calls
      WHERE day >= {from:Date} AND day < {until:Date} AND person_id != ''
      GROUP BY path, block, who
    ) AS ran
    INNER JOIN (${reachedSql}) AS reached USING who
    GROUP BY path HAVING firsts > 0 LIMIT 2000`,
  params: z.object({ from: z.string(), until: z.string(), stage: z.string() }),
  row: z.object({ path: z.string(), firsts: count }),
});

/** Keys made in the period by the page that led to each. */
export const keysByPageQuery = defineQuery({
  sql: `
    SELECT JSONExtractString(properties, 'origin_path') AS page, count() AS keys FROM events
    WHERE name = 'key_created' AND ${inPeriod}
    GROUP BY page HAVING startsWith(page, '/docs') OR startsWith(page, '/reference') ORDER BY keys DESC, page LIMIT 2000`,
  params: z.object({ from: z.string(), until: z.string() }),
  row: z.object({ page: z.string(), keys: count }),
});

/** What was searched for; what found nothing first. */
export const searchesQuery = defineQuery({
  sql: `
    SELECT lower(trimBoth(JSONExtractString(properties, 'query'))) AS query, count() AS searches,
      countIf(JSONExtractUInt(properties, 'results') = 0) AS without_result, uniqExact(${someoneSql}) AS searchers
    FROM events
    WHERE name = 'search_performed' AND audience = 'human' AND ${inPeriod}
    GROUP BY query HAVING query != ''
    ORDER BY without_result DESC, searches DESC, query
    LIMIT 200`,
  params: z.object({ from: z.string(), until: z.string() }),
  row: z.object({ query: z.string(), searches: count, without_result: count, searchers: count }),
});

/** One voice for each reader and page, and the last thing they said: a changed mind replaces, it does not add. */
const votesSql = `
  SELECT path, if(someone != '', someone, event_id) AS who, argMax(yes, (occurred_at, event_id)) AS vote,
    argMaxIf(said, (occurred_at, event_id), said != '') AS comment, max(occurred_at) AS at
  FROM (
    SELECT path, ${someoneSql} AS someone, event_id, occurred_at, JSONExtractBool(properties, 'helpful') AS yes,
      trimBoth(JSONExtractString(properties, 'comment')) AS said
    FROM events WHERE name = 'feedback_given' AND audience = 'human' AND ${inPeriod}
  )
  GROUP BY path, who`;

/** How many readers found each page helpful, and how many did not. */
export const feedbackQuery = defineQuery({
  sql: `SELECT path, countIf(vote) AS helpful, countIf(NOT vote) AS unhelpful FROM (${votesSql}) GROUP BY path ORDER BY path LIMIT 2000`,
  params: z.object({ from: z.string(), until: z.string() }),
  row: z.object({ path: z.string(), helpful: count, unhelpful: count }),
});

/** What readers wrote, the latest first; of one page so many that those of others are seen too, also when somebody floods it. */
export const commentsQuery = defineQuery({
  sql: `
    SELECT path, toBool(vote) AS helpful, comment, formatDateTime(at, '%Y-%m-%dT%H:%i:%SZ') AS at_text
    FROM (${votesSql}) WHERE comment != '' ORDER BY at DESC, path, who LIMIT 20 BY path LIMIT 200`,
  params: z.object({ from: z.string(), until: z.string() }),
  row: z.object({ path: z.string(), helpful: z.boolean(), comment: z.string(), at_text: z.string() }),
});
