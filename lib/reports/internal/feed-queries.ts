import { z } from "zod";
import { defineQuery } from "@/lib/base/clickhouse/query";

const count = z.coerce.number();
const period = z.object({ from: z.string(), until: z.string() });

/** Days for which a reader's last word counts: some ask rarely, and one that stopped asking has gone. */
const countedDays = 7;

/** What each reader said last on each day on which it asked: repeated questions of a day are one answer. */
const saidSql = `
  SELECT toDate(occurred_at) AS said_on, path, JSONExtractString(properties, 'reader') AS reader,
    argMax(JSONExtractUInt(properties, 'subscribers'), (occurred_at, event_id)) AS subscribers
  FROM events
  WHERE name = 'feed_fetched' AND occurred_at >= toDateTime64({from:Date}, 3, 'UTC') - toIntervalDay(${countedDays - 1})
    AND occurred_at < toDateTime64({until:Date}, 3, 'UTC')
  GROUP BY said_on, path, reader`;

/**
 * Subscribers of the portal's feeds on each day of a period: the latest count of each reader and feed, then of each reader its largest feed
 * (who follows both in one reader is one person), summed. Days of which nothing is known are missing. Layer 1's metric is its last row.
 */
export const feedSubscribersByDayQuery = defineQuery({
  sql: `
    SELECT toString(day) AS day, sum(most) AS subscribers
    FROM (
      SELECT day, reader, max(latest) AS most
      FROM (
        SELECT addDays(said_on, offset) AS day, path, reader, argMax(subscribers, said_on) AS latest
        FROM (${saidSql}) ARRAY JOIN range(${countedDays}) AS offset
        WHERE day >= {from:Date} AND day < {until:Date}
        GROUP BY day, path, reader
      )
      GROUP BY day, reader
    )
    GROUP BY day ORDER BY day`,
  params: period,
  row: z.object({ day: z.string(), subscribers: count }),
});

/** The latest count of each reader and feed at the end of a period. */
export const feedReadersQuery = defineQuery({
  sql: `
    SELECT path, reader, argMax(subscribers, said_on) AS latest, toString(max(said_on)) AS on_day
    FROM (${saidSql}) WHERE said_on >= addDays({until:Date}, -${countedDays})
    GROUP BY path, reader ORDER BY latest DESC, reader, path LIMIT 500`,
  params: period,
  row: z.object({ path: z.string(), reader: z.string(), latest: count, on_day: z.string() }),
});
