import { z } from "zod";
import { runQuery } from "@/lib/base/clickhouse/query";
import { defineReport } from "./define-report";
import { feedReadersQuery, feedSubscribersByDayQuery } from "./internal/feed-queries";
import { resolvePeriod } from "./internal/period";
import { type FeedSubscribersResult, rangeParams } from "./schema";

/** How many people follow the feeds of changelog and docs, as feed readers say themselves. */
export const feedSubscribersReport = defineReport({
  name: "feed-subscribers",
  title: "Feed subscribers",
  description: "How many people follow the feeds of changelog and docs, by feed reader and by day, as the readers say.",
  params: z.strictObject(rangeParams),
  async run(given): Promise<FeedSubscribersResult> {
    const { from, to, until } = resolvePeriod(given);
    const [days, readers] = await Promise.all([
      runQuery(feedSubscribersByDayQuery, { from, until }),
      runQuery(feedReadersQuery, { from, until }),
    ]);
    const byFeed = new Map<string, number>();
    const byReader = new Map<string, number>();
    for (const { path, reader, latest } of readers) {
      byFeed.set(path, (byFeed.get(path) ?? 0) + latest);
      byReader.set(reader, Math.max(byReader.get(reader) ?? 0, latest));
    }
    return {
      period: { from, to },
      subscribers: [...byReader.values()].reduce((sum, one) => sum + one, 0),
      feeds: [...byFeed].map(([path, subscribers]) => ({ path, subscribers })),
      readers: readers.map((row) => ({
        path: row.path,
        reader: row.reader,
        subscribers: row.latest,
        on: row.on_day,
      })),
      days,
    };
  },
  toTable: (result) => ({
    columns: ["feed", "reader", "subscribers", "on"],
    rows: result.readers.map((one) => [one.path, one.reader, one.subscribers, one.on]),
  }),
});
