import { beforeAll, expect, test } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { contentReport } from "./content";
import { parseReportParams } from "./parse-report-params";
import { append, call, event, type LedgerRow, reloadLinks } from "./testing/ledger";

useStores();

const run = (query = "") =>
  contentReport.run(parseReportParams(contentReport, new URLSearchParams(`from=2026-06-01&to=2026-06-30&${query}`)));
const read = (at: string, visitor: string, path: string): LedgerRow =>
  event(at, "page_viewed", { visitor, path }, { path });
const copy = (at: string, visitor: string, path: string, block: string): LedgerRow =>
  event(at, "snippet_copied", { visitor, path }, { path, block, language: "bash" });
const search = (at: string, query: string, results: number): LedgerRow =>
  event(at, "search_performed", { visitor: `v_${at}` }, { query, results });

// A reads start and keys, then calls. B read start in May, too long before, and keys just before calling. C signs up, reads errors, stalls.
beforeAll(async () => {
  await append([
    read("2026-06-01T08:00:00Z", "v_a", "/docs/start"),
    copy("2026-06-01T08:05:00Z", "v_a", "/docs/start", "start#1"),
    read("2026-06-01T08:10:00Z", "v_a", "/docs/keys"),
    read("2026-06-01T08:11:00Z", "v_a", "/pricing"),
    event("2026-06-01T09:00:00Z", "signed_up", { visitor: "v_a", person: "per_a" }),
    call("2026-06-01T09:30:00Z", "sandbox", { person: "per_a" }),
    read("2026-06-01T10:00:00Z", "v_a", "/docs/webhooks"),
    read("2026-05-01T08:00:00Z", "v_b", "/docs/start"),
    read("2026-06-10T08:00:00Z", "v_b", "/docs/keys"),
    event("2026-06-10T09:00:00Z", "signed_up", { visitor: "v_b", person: "per_b" }),
    call("2026-06-10T09:30:00Z", "sandbox", { person: "per_b" }, { status: 401 }),
    call("2026-06-10T09:31:00Z", "sandbox", { person: "per_b" }),
    event("2026-06-11T09:00:00Z", "signed_up", { visitor: "v_c", person: "per_c" }),
    read("2026-06-11T09:05:00Z", "v_c", "/docs/start"),
    read("2026-06-11T09:06:00Z", "v_c", "/docs/errors"),
    copy("2026-06-11T09:07:00Z", "v_c", "/docs/start", "start#1"),
    read("2026-06-12T09:05:00Z", "v_d", "/docs/start"),
    search("2026-06-12T10:00:00Z", "GraphQL ", 0),
    search("2026-06-12T11:00:00Z", "graphql", 0),
    search("2026-06-12T12:00:00Z", "webhooks", 4),
  ]);
  await reloadLinks();
});

test("pages, by hand", async () => {
  const { pages } = await run();
  expect(pages).toEqual([
    { path: "/docs/keys", views: 2, readers: 2, assisted: 2, last: 2, stalled: 0 },
    { path: "/docs/start", views: 3, readers: 3, assisted: 1, last: 0, stalled: 0 },
    { path: "/docs/errors", views: 1, readers: 1, assisted: 0, last: 0, stalled: 1 },
    { path: "/docs/webhooks", views: 1, readers: 1, assisted: 0, last: 0, stalled: 0 },
  ]);
  const wide = await run("window_days=60");
  expect(wide.pages.find((page) => page.path === "/docs/start")?.assisted).toBe(2);
});

test("snippets and searches, what found nothing first", async () => {
  const { snippets, searches } = await run();
  expect(snippets).toEqual([
    { path: "/docs/start", block: "start#1", language: "bash", copies: 2, copiers: 2, assisted: 1 },
  ]);
  expect(searches).toEqual([
    { query: "graphql", searches: 2, withoutResult: 2, searchers: 2 },
    { query: "webhooks", searches: 1, withoutResult: 0, searchers: 1 },
  ]);
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
