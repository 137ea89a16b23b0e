import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { prerender } from "react-dom/static";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { now } from "@/lib/base/clock";
import { createLogger } from "@/lib/base/log";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { drainJournal } from "@/lib/events/drain-journal";
import { openJournal } from "@/lib/events/journal";
import { listCatalogue } from "@/lib/events/list-catalogue";
import { eventRow } from "@/lib/events/testing/journal-rows";
import CataloguePage from "../catalogue/page";
import { readLiveAddress } from "./live-address";
import LivePage from "./page";

// Who may see the pages is tested with requireStaff itself; here somebody may.
vi.mock("@/lib/access/require-staff", () => ({
  requireStaff: async () => ({ staffRole: "admin" }),
  mayEnter: () => true,
}));

// biome-ignore lint/correctness/useHookAtTopLevel: no hook of React
useStores();
let folder: string;

beforeAll(async () => {
  await postgres().company.create({ data: { id: "com_acme", name: "Acme <Ltd>", slug: "acme", kind: "organisation" } });
  await postgres().person.create({ data: { id: "per_ada", name: "Ada", companyId: "com_acme" } });
  await postgres().source.create({ data: { id: "src_site", name: "Website", writeKey: "wk_site" } });
  folder = await mkdtemp(path.join(os.tmpdir(), "waymark-live-"));
  const log = createLogger("test", "silent");
  const journal = await openJournal({ directory: folder, maxBytes: 64 * 1024 * 1024, log });
  const drain = await drainJournal({ journal, log });
  const today = { occurred_at: now().toISOString(), source_id: "src_site" };
  await journal.append({
    events: [
      eventRow("e-before", { ...today, visitor_id: "vis_ada", path: "/docs/before" }),
      eventRow("e-signup", {
        ...today,
        name: "signed_up",
        sent_by: "server",
        visitor_id: "vis_ada",
        person_id: "per_ada",
        company_id: "com_acme",
        path: "",
      }),
      eventRow("e-other", {
        ...today,
        visitor_id: "vis_stranger",
        path: "/docs/other",
        properties: '{"path":"</script>"}',
      }),
      eventRow("e-agent", { ...today, visitor_id: "day_x", path: "/llms.txt", audience: "ai-agent" }),
    ],
    quarantine: ["made_up", "made_up", "docs_read"].map((name, index) => ({
      event_id: `q-${index}`,
      name,
      received_at: now().toISOString(),
      source_id: "src_site",
      reason: name === "made_up" ? ("unknown_event" as const) : ("invalid_properties" as const),
      errors: JSON.stringify([{ pointer: "/properties/path", detail: "expected string <b>" }]),
      payload: '{"event":"<img src=x>"',
    })),
  });
  await drain.settled();
  await drain.stop();
  await journal.close();
  await clickhouse().command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The page's list; it is a component that waits for itself. */
async function page(search: Record<string, string> = {}): Promise<string> {
  const { prelude } = await prerender(await LivePage({ searchParams: Promise.resolve(search) }));
  return (await new Response(prelude).text()).replaceAll("<!-- -->", "");
}
const accepted = page;
const aside = (search: Record<string, string> = {}) => page({ show: "quarantined", ...search });
/** The rows of the table, as text. */
const rowsOf = (html: string) =>
  (html.match(/<tbody>(.*)<\/tbody>/s)?.[1] ?? "")
    .split("<tr")
    .slice(1)
    .map((row) =>
      row
        .replace(/<details.*?<\/details>/gs, "")
        .replace(/<[^>]+>/g, " ")
        .replace(/^[^>]*>/, "")
        .replace(/\s+/g, " "),
    );

describe("live events", () => {
  it("show whom each belongs to, also when only its visitor is known", async () => {
    const rows = rowsOf(await accepted());
    expect(rows.length).toBe(4);
    const row = (text: string) => rows.find((one) => one.includes(text)) ?? "";
    expect(row("/docs/before")).toContain("Ada by the visitor Acme &lt;Ltd&gt; Website · web");
    expect(row("signed_up")).toMatch(/Ada\s+Acme/);
    expect(row("/docs/other")).toContain("vis_stranger");
    expect(row("/llms.txt")).toContain("AI agent");
  });

  it("are filtered by name, source and who, the person behind a visitor included", async () => {
    expect(rowsOf(await accepted({ name: "signed_up" })).length).toBe(1);
    expect(rowsOf(await accepted({ source: "src_nobody" })).length).toBe(0);
    expect(rowsOf(await accepted({ who: "per_ada" })).length).toBe(2);
    expect(rowsOf(await accepted({ who: "com_acme" })).length).toBe(2);
    expect(rowsOf(await accepted({ who: "vis_stranger" })).length).toBe(1);
    expect(await accepted({ who: "' OR 1=1 --" })).toContain("No event fits these filters");
  });

  it("are text, whatever is in them", async () => {
    const html = (await accepted()) + (await aside());
    expect(html).not.toContain("</script>");
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<Ltd>");
  });

  it("that were set aside say why and where", async () => {
    const rows = rowsOf(await aside());
    expect(rows.length).toBe(3);
    expect(rows.join()).toContain("Not in the catalogue");
    expect(rows.join()).toContain("/properties/path expected string &lt;b&gt;");
    expect(rowsOf(await aside({ name: "docs_read" })).length).toBe(1);
  });

  it("come with filters that keep what was chosen", async () => {
    const search = { show: "quarantined", name: "docs_read", within: "week", who: 'a"b' };
    expect(await page({ name: "docs_read" })).toContain('<option selected="">docs_read</option>');
    expect(await page({ who: 'a"b' })).toContain('value="a&quot;b"');
    const html = await page(search);
    expect(html).toContain('value="docs_read"');
    expect(html).toContain("Website");
    expect(html).toMatch(/aria-current="page"[^>]*>Set aside/);
  });

  it("read nonsense in the address as nothing", () => {
    expect(readLiveAddress({ show: "x", within: "constructor", name: ["a", "b"] })).toEqual({
      show: "accepted",
      name: "a",
      source: "",
      who: "",
      reason: "",
      within: "day",
    });
  });
});

describe("the catalogue", () => {
  it("knows how often each came, and how much of it was set aside", async () => {
    const { entries, unknown } = await listCatalogue();
    const entry = (name: string) => entries.find((one) => one.name === name);
    expect(entry("page_viewed")).toMatchObject({
      lastDay: 3,
      lastMonth: 3,
      quarantined: 0,
      lastSeen: expect.stringContaining(now().toISOString().slice(0, 10)),
    });
    expect(entry("docs_read")).toMatchObject({ lastDay: 0, quarantined: 1, lastSeen: null });
    expect(unknown).toEqual([{ name: "made_up", quarantined: 2 }]);
    expect(entry("search_performed")?.properties).toEqual([
      { name: "query", type: "string, at most 512 characters", required: true },
      { name: "results", type: "integer from 0", required: true },
    ]);
    expect(entry("key_created")?.properties[0]).toEqual({
      name: "environment",
      type: "sandbox or live",
      required: true,
    });
  });

  it("is a page", async () => {
    const draw = async (search: object) => {
      const { prelude } = await prerender(await CataloguePage({ searchParams: Promise.resolve(search) }));
      return (await new Response(prelude).text()).replaceAll("<!-- -->", "");
    };
    const html = await draw({});
    expect(html).toContain("1 (100%)");
    expect(html).toContain("made_up");
    expect(html).toContain("/staff/live?name=page_viewed&amp;within=week");
    const found = await draw({ q: "SNIPPET", layer: "1" });
    expect(found).toContain("snippet_copied");
    expect(found).not.toContain("page_viewed");
    expect(html.indexOf("page_viewed")).toBeLessThan(html.indexOf("signed_up"));
  });
});
