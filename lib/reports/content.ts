import { z } from "zod";
import { runQuery } from "@/lib/base/clickhouse/query";
import { stageSchema } from "@/lib/journeys/schema";
import { defineReport } from "./define-report";
import {
  assistingPagesQuery,
  commentsQuery,
  deadEndsQuery,
  feedbackQuery,
  firstsByPageQuery,
  keysByPageQuery,
  readersQuery,
  searchesQuery,
  snippetCallsQuery,
  snippetsQuery,
} from "./internal/content-queries";
import { resolvePeriod } from "./internal/period";
import { type ContentPage, type ContentResult, type ContentSnippet, rangeParams } from "./schema";

const maxPages = 200;

/** Docs pages and snippets by the first calls they led to, where readers stall, and what they look for and do not find. */
export const contentReport = defineReport({
  name: "content",
  title: "Content",
  description:
    "Docs pages and code blocks by the first calls and keys they led to, pages after which readers stall, searches, those without a result first, and what readers say of pages.",
  params: z.strictObject({
    ...rangeParams,
    /** What counts as success. */
    stage: stageSchema.default("first_sandbox_2xx"),
    /** Days before it in which a page counts as having helped. */
    window_days: z.coerce.number().int().min(1).max(365).default(30),
  }),
  async run(given): Promise<ContentResult> {
    const { from, to, until } = resolvePeriod(given);
    const params = { from, until, stage: given.stage, window: given.window_days };
    const [readers, assisting, deadEnds, copied, searches, feedback, comments, ran, firsts, keys] = await Promise.all([
      runQuery(readersQuery, { from, until }),
      runQuery(assistingPagesQuery, params),
      runQuery(deadEndsQuery, params),
      runQuery(snippetsQuery, params),
      runQuery(searchesQuery, { from, until }),
      runQuery(feedbackQuery, { from, until }),
      runQuery(commentsQuery, { from, until }),
      runQuery(snippetCallsQuery, params),
      runQuery(firstsByPageQuery, { from, until, stage: given.stage }),
      runQuery(keysByPageQuery, { from, until }),
    ]);
    const pages = new Map<string, ContentPage>();
    const page = (path: string) => {
      const read = { views: 0, readers: 0, assisted: 0, last: 0, stalled: 0, helpful: 0, unhelpful: 0 };
      const none = { ...read, firsts: 0, keys: 0 };
      const known = pages.get(path) ?? { path, ...none };
      pages.set(path, known);
      return known;
    };
    for (const row of readers) Object.assign(page(row.path), { views: row.views, readers: row.readers });
    for (const row of assisting) Object.assign(page(row.path), { assisted: row.assisted, last: row.last });
    for (const row of deadEnds) page(row.path).stalled = row.stalled;
    for (const { path, helpful, unhelpful } of feedback) Object.assign(page(path), { helpful, unhelpful });
    for (const row of firsts) page(row.path).firsts = row.firsts;
    for (const row of keys) page(row.page).keys = row.keys;
    const snippets = new Map<string, ContentSnippet>();
    const notRun = { runners: 0, succeeded: 0, firsts: 0, joined: 0 };
    for (const row of copied) snippets.set(`${row.path}#${row.block}`, { ...row, ...notRun });
    for (const row of ran) {
      const known = snippets.get(`${row.path}#${row.block}`);
      snippets.set(`${row.path}#${row.block}`, { language: "", copies: 0, copiers: 0, assisted: 0, ...known, ...row });
    }
    return {
      period: { from, to },
      stage: given.stage,
      windowDays: given.window_days,
      pages: [...pages.values()]
        .sort(
          (a, b) =>
            b.firsts - a.firsts || b.assisted - a.assisted || b.readers - a.readers || (a.path < b.path ? -1 : 1),
        )
        .slice(0, maxPages),
      snippets: [...snippets.values()]
        .sort(
          (a, b) => b.firsts - a.firsts || b.assisted - a.assisted || b.succeeded - a.succeeded || b.copies - a.copies,
        )
        .slice(0, maxPages),
      searches: searches.map((row) => ({
        query: row.query,
        searches: row.searches,
        withoutResult: row.without_result,
        searchers: row.searchers,
      })),
      comments: comments.map(({ at_text, ...row }) => ({ ...row, at: at_text })),
    };
  },
  toTable: (result) => ({
    columns: [
      "kind",
      "path",
      "block_or_query",
      "count",
      "people",
      "assisted",
      "last",
      "stalled",
      "without_result",
      "helpful",
      "unhelpful",
      "first_successes",
      "keys",
      "ran",
      "worked",
      "copied_and_worked",
    ],
    rows: [
      ...result.pages.map((one) => [
        ...["page", one.path, ""],
        ...[one.views, one.readers, one.assisted, one.last, one.stalled, null, one.helpful, one.unhelpful],
        ...[one.firsts, one.keys, null, null, null],
      ]),
      ...result.snippets.map((one) => [
        ...["snippet", one.path, one.block],
        ...[one.copies, one.copiers, one.assisted, null, null, null, null, null],
        ...[one.firsts, null, one.runners, one.succeeded, one.joined],
      ]),
      ...result.searches.map((one) => [
        ...["search", "", one.query],
        ...[one.searches, one.searchers, null, null, null, one.withoutResult, null, null],
        ...[null, null, null, null, null],
      ]),
      ...result.comments.map((one) => [
        ...["comment", one.path, one.comment],
        ...[null, 1, null, null, null, null, one.helpful ? 1 : 0, one.helpful ? 0 : 1],
        ...[null, null, null, null, null],
      ]),
    ],
  }),
});
