import { beforeAll, expect, test } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { contentReport } from "./content";
import { feedSubscribersReport } from "./feed-subscribers";
import { parseReportParams } from "./parse-report-params";
import { append, call, event, type LedgerRow, reloadLinks } from "./testing/ledger";
import { toCsv } from "./to-csv";

useStores();

const run = (query = "", month = "from=2026-06-01&to=2026-06-30") =>
  contentReport.run(parseReportParams(contentReport, new URLSearchParams(`${month}&${query}`)));
const read = (at: string, visitor: string, path: string): LedgerRow =>
  event(at, "page_viewed", { visitor, path }, { path });
const copy = (at: string, visitor: string, path: string, block: string): LedgerRow =>
  event(at, "snippet_copied", { visitor, path }, { path, block, language: "bash" });
const said = (at: string, who: { visitor?: string; person?: string }, path: string, helpful: boolean, comment = "") =>
  event(at, "feedback_given", { ...who, path }, { path, helpful, ...(comment ? { comment } : {}) });
const feed = (at: string, reader: string, subscribers: number, path = "/rss.xml") =>
  event(at, "feed_fetched", { path, audience: "bot" }, { path, reader, subscribers });
const search = (at: string, query: string, results: number): LedgerRow =>
  event(at, "search_performed", { visitor: `v_${at}` }, { query, results });

// A reads start and keys, then calls. B read start in May, too long before, and keys just before calling. C signs up, reads errors, stalls.
beforeAll(async () => {
  await append([
    read("2026-06-01T08:00:00Z", "v_a", "/docs/start"),
    copy("2026-06-01T08:05:00Z", "v_a", "/docs/start", "start 1"),
    read("2026-06-01T08:10:00Z", "v_a", "/docs/keys"),
    read("2026-06-01T08:11:00Z", "v_a", "/pricing"),
    event("2026-06-01T09:00:00Z", "signed_up", { visitor: "v_a", person: "per_a" }),
    // Copied from start, and the very first to pass: the page and the block led to it. It fails once more later, and passes again.
    call("2026-06-01T09:30:00Z", "sandbox", { person: "per_a" }, { snippet: "/docs/start#start%201" }),
    call("2026-06-03T09:30:00Z", "sandbox", { person: "per_a" }, { snippet: "/docs/start#start%201", status: 500 }),
    call("2026-06-03T09:31:00Z", "sandbox", { person: "per_a" }, { snippet: "/docs/keys#make" }),
    // Ran, and never worked; what is no block, and what ran in May, counts nowhere.
    call("2026-06-12T09:31:00Z", "sandbox", { person: "per_c" }, { snippet: "/docs/start#start%201", status: 404 }),
    call("2026-06-12T09:32:00Z", "sandbox", { person: "per_c" }, { snippet: "javascript:#x", status: 404 }),
    call("2026-05-12T09:32:00Z", "sandbox", { person: "per_c" }, { snippet: "/docs/keys#make", status: 404 }),
    event(
      "2026-06-01T09:20:00Z",
      "key_created",
      { person: "per_a" },
      { environment: "sandbox", origin_path: "/docs/start" },
    ),
    event(
      "2026-06-01T09:21:00Z",
      "key_created",
      { person: "per_a" },
      { environment: "live", origin_path: "/docs/start" },
    ),
    event(
      "2026-06-10T09:20:00Z",
      "key_created",
      { person: "per_b" },
      { environment: "sandbox", origin_path: "/device" },
    ),
    event("2026-06-10T09:21:00Z", "key_created", { person: "per_b" }, { environment: "sandbox" }),
    read("2026-06-01T10:00:00Z", "v_a", "/docs/webhooks"),
    read("2026-05-01T08:00:00Z", "v_b", "/docs/start"),
    read("2026-06-10T08:00:00Z", "v_b", "/docs/keys"),
    event("2026-06-10T09:00:00Z", "signed_up", { visitor: "v_b", person: "per_b" }),
    call("2026-06-10T09:30:00Z", "sandbox", { person: "per_b" }, { status: 401 }),
    call("2026-06-10T09:31:00Z", "sandbox", { person: "per_b" }),
    event("2026-06-11T09:00:00Z", "signed_up", { visitor: "v_c", person: "per_c" }),
    read("2026-06-11T09:05:00Z", "v_c", "/docs/start"),
    read("2026-06-11T09:06:00Z", "v_c", "/docs/errors"),
    copy("2026-06-11T09:07:00Z", "v_c", "/docs/start", "start 1"),
    read("2026-06-12T09:05:00Z", "v_d", "/docs/start"),
    search("2026-06-12T10:00:00Z", "GraphQL ", 0),
    search("2026-06-12T11:00:00Z", "graphql", 0),
    search("2026-06-12T12:00:00Z", "webhooks", 4),
    // August: somebody floods one page after another reader wrote under another.
    said("2026-08-01T08:00:00Z", { visitor: "v_calm" }, "/docs/calm", true, "Fine."),
    ...Array.from({ length: 205 }, (_, at) =>
      said("2026-08-02T08:00:00Z", { visitor: `v_loud${at}` }, "/docs/loud", false, `spam ${at}`),
    ),
    // A votes no as a visitor, then yes once known: one voice, and it is a yes. D's remark stays when they change their mind.
    said("2026-06-01T08:06:00Z", { visitor: "v_a" }, "/docs/start", false),
    said("2026-06-02T08:00:00Z", { person: "per_a" }, "/docs/start", true),
    said("2026-06-12T09:06:00Z", { visitor: "v_d" }, "/docs/start", true, "Too long. "),
    said("2026-06-12T09:07:00Z", { visitor: "v_d" }, "/docs/start", false),
    said("2026-06-13T09:07:00Z", { visitor: "v_e" }, "/docs/faq", false, "=1+1"),
    said("2026-05-31T23:59:59Z", { visitor: "v_f" }, "/docs/start", true),
    // Feedly asks all day and says more in the evening; it holds the docs' feed as well. Inoreader stopped asking in May.
    feed("2026-05-20T08:00:00Z", "Inoreader", 40),
    feed("2026-06-10T08:00:00Z", "Feedly", 100),
    feed("2026-06-10T20:00:00Z", "Feedly", 120),
    feed("2026-06-10T20:00:00Z", "Feedly", 30, "/docs/rss.xml"),
    feed("2026-06-12T08:00:00Z", "Feedbin", 7),
    feed("2026-06-14T08:00:00Z", "Feedly", 90),
  ]);
  await reloadLinks();
});

test("pages, by hand", async () => {
  const { pages } = await run();
  const none = { assisted: 0, last: 0, stalled: 0, helpful: 0, unhelpful: 0, firsts: 0, keys: 0 };
  expect(pages).toEqual([
    { ...none, path: "/docs/start", views: 3, readers: 3, assisted: 1, helpful: 1, unhelpful: 1, firsts: 1, keys: 2 },
    { ...none, path: "/docs/keys", views: 2, readers: 2, assisted: 2, last: 2 },
    { ...none, path: "/docs/errors", views: 1, readers: 1, stalled: 1 },
    { ...none, path: "/docs/webhooks", views: 1, readers: 1 },
    { ...none, path: "/docs/faq", views: 0, readers: 0, unhelpful: 1 },
  ]);
  const wide = await run("window_days=60");
  expect(wide.pages.find((page) => page.path === "/docs/start")?.assisted).toBe(2);
});

test("snippets and searches, what found nothing first", async () => {
  const { snippets, searches } = await run();
  expect(snippets).toEqual([
    {
      ...{ path: "/docs/start", block: "start 1", language: "bash", copies: 2, copiers: 2, assisted: 1 },
      ...{ runners: 2, succeeded: 1, firsts: 1, joined: 1 },
    },
    {
      ...{ path: "/docs/keys", block: "make", language: "", copies: 0, copiers: 0, assisted: 0 },
      ...{ runners: 1, succeeded: 1, firsts: 0, joined: 0 },
    },
  ]);
  expect(searches).toEqual([
    { query: "graphql", searches: 2, withoutResult: 2, searchers: 2 },
    { query: "webhooks", searches: 1, withoutResult: 0, searchers: 1 },
  ]);
});

test("what readers wrote, the latest first", async () => {
  expect((await run()).comments).toEqual([
    { path: "/docs/faq", helpful: false, comment: "=1+1", at: "2026-06-13T09:07:00Z" },
    { path: "/docs/start", helpful: false, comment: "Too long.", at: "2026-06-12T09:07:00Z" },
  ]);
  const csv = toCsv(contentReport.toTable(await run()));
  expect(csv).toContain("comment,/docs/faq,'=1+1,");
});

test("a flood of comments under one page leaves room for those under others", async () => {
  const { comments } = await run("", "from=2026-08-01&to=2026-08-31");
  expect(comments.filter((one) => one.path === "/docs/loud")).toHaveLength(20);
  expect(comments.at(-1)).toEqual({ path: "/docs/calm", helpful: true, comment: "Fine.", at: "2026-08-01T08:00:00Z" });
});

test("feed subscribers: each reader's latest word, for a week, and one reader's two feeds once", async () => {
  const ask = (from: string, to: string) => feedSubscribersReport.run({ from, to });
  const june = await ask("2026-06-08", "2026-06-21");
  expect(june.days).toEqual([
    { day: "2026-06-10", subscribers: 120 },
    { day: "2026-06-11", subscribers: 120 },
    ...["12", "13"].map((day) => ({ day: `2026-06-${day}`, subscribers: 127 })),
    ...["14", "15", "16", "17", "18"].map((day) => ({ day: `2026-06-${day}`, subscribers: 97 })),
    { day: "2026-06-19", subscribers: 90 },
    { day: "2026-06-20", subscribers: 90 },
  ]);
  expect(june.subscribers).toBe(0);
  expect(await ask("2026-06-01", "2026-06-15")).toMatchObject({
    subscribers: 97,
    feeds: [
      { path: "/rss.xml", subscribers: 97 },
      { path: "/docs/rss.xml", subscribers: 30 },
    ],
    readers: [
      { path: "/rss.xml", reader: "Feedly", subscribers: 90, on: "2026-06-14" },
      { path: "/docs/rss.xml", reader: "Feedly", subscribers: 30, on: "2026-06-10" },
      { path: "/rss.xml", reader: "Feedbin", subscribers: 7, on: "2026-06-12" },
    ],
  });
});

test("nobody has gone live, so nothing helped, and all three stalled", async () => {
  const { pages } = await run("stage=first_live_2xx");
  expect(pages.every((page) => page.assisted === 0)).toBe(true);
  expect(pages.filter((page) => page.stalled).map((page) => [page.path, page.stalled])).toEqual([
    ["/docs/keys", 1],
    ["/docs/errors", 1],
    ["/docs/webhooks", 1],
  ]);
});
