import { renderToReadableStream, renderToStaticMarkup } from "react-dom/server";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { requirePage } from "@/app/mcp/docs-tools";
import { openServer } from "@/app/mcp/open-server";
import sitemap from "@/app/sitemap";
import { checkDocGate } from "@/lib/docs/check-doc-gate";
import { getDoc } from "@/lib/docs/get-doc";
import { getSidebar } from "@/lib/docs/get-sidebar";
import { listDocs } from "@/lib/docs/list-docs";
import { listVerifySteps } from "@/lib/docs/list-verify-steps";
import type { DocReader } from "@/lib/docs/schema";
import { findDocPages } from "../(console)/console/find-doc-pages";
import { GET as gatedNav } from "../api/docs/route";
import { GET as search } from "../api/search/route";
import { generateStaticParams as staticDocs } from "./docs/[[...slug]]/page";
import { GET as docsRss } from "./docs/rss.xml/route";
import DocsForbidden from "./gated-docs/[[...slug]]/forbidden";
import GatedDocsPage, { dynamic, generateMetadata } from "./gated-docs/[[...slug]]/page";
import { GET as llms } from "./llms.txt/route";
import { GET as llmsSection } from "./llms-full/[file]/route";
import { GET as llmsFull } from "./llms-full.txt/route";
import { GET as ogImage } from "./og/[...path]/route";
import { listCards } from "./og/list-cards";
import { GET as pageMarkdown } from "./page-markdown/[[...path]]/route";
import { readPage } from "./read-page";
import { searchPortal } from "./search-portal";
import { GET as skill } from "./skill.md/route";

const who = vi.hoisted(() => ({ reader: null as unknown, path: "/" }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ "x-waymark-path": who.path }) }));
vi.mock("@/lib/access/current-doc-reader", () => ({ currentDocReader: async () => who.reader }));

const person: DocReader = { staffRole: null, companyRole: "owner", plan: "free", certifications: [] };
const scale: DocReader = { ...person, plan: "scale" };
const certified: DocReader = { ...person, certifications: ["integration-basics"] };
const staff: DocReader = { ...person, staffRole: "devrel" };
const admin: DocReader = { ...person, staffRole: "admin" };

/** The sample pages that have a gate (content/docs), with words that stand nowhere else. */
const gated = [
  { slug: "bulk-labels", title: "Bulk labels", words: "batch-4711-line-0815", reader: scale },
  { slug: "priority-lane", title: "Priority lane", words: "An engineer on call answers", reader: certified },
  {
    slug: "guide/runbook",
    title: "Runbook of this portal",
    words: "names the store that does not answer",
    reader: staff,
  },
] as const;

// Every page is compiled once for the search, on a cold cache.
beforeAll(() => searchPortal(""), 180_000);
const base = "http://127.0.0.1:3000";
beforeEach(() => {
  who.reader = null;
  // As next.config.ts sets it for the pages.
  vi.stubEnv("__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS", "true");
});

function expectNothing(text: string) {
  for (const { slug, title, words } of gated) {
    for (const secret of [`docs/${slug}`, title, words])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
  }
}
const markdown = (path: string) =>
  pageMarkdown(new Request(base), { params: Promise.resolve({ path: path.split("/") }) });
async function draw(slug: string): Promise<string> {
  const page = await GatedDocsPage({ params: Promise.resolve({ slug: slug.split("/") }) });
  const stream = await renderToReadableStream(page);
  await stream.allReady;
  return new Response(stream).text();
}
/** Where Next was told to go: a redirect's address, or a status. */
const left = (slug: string) =>
  draw(slug).then(
    () => "drawn",
    (error: { digest?: string }) => error.digest?.replace(/^NEXT_REDIRECT;\w+;(.*);307;$/, "$1") ?? String(error),
  );

describe("a gated page of the docs is not for everybody", () => {
  it("in the static pages: no HTML, no payload and no script of it is made by the build", async () => {
    expect(
      (await staticDocs()).map(({ slug }) => slug.join("/")).filter((slug) => gated.some((one) => one.slug === slug)),
    ).toEqual([]);
    expect(dynamic).toBe("force-dynamic");
  });
  it("at its address: sign in and come back, 403, or nothing", async () => {
    expect(await left("bulk-labels")).toBe("/sign-in?next=%2Fdocs%2Fbulk-labels");
    expect(await left("guide/runbook")).toBe("NEXT_HTTP_ERROR_FALLBACK;404");
    who.reader = person;
    expect(await left("bulk-labels")).toBe("NEXT_HTTP_ERROR_FALLBACK;403");
    expect(await left("priority-lane")).toBe("NEXT_HTTP_ERROR_FALLBACK;403");
    expect(await left("guide/runbook")).toBe("NEXT_HTTP_ERROR_FALLBACK;404");
    expect(await left("nowhere")).toBe("NEXT_HTTP_ERROR_FALLBACK;404");
    expect(await left("quickstart")).toBe("/docs/quickstart");
  });
  it("in the words of its refusal, which name what is missing to who may hear of it", async () => {
    who.reader = person;
    who.path = "/docs/bulk-labels?from=menu";
    const told = renderToStaticMarkup(await DocsForbidden());
    expect(told).toMatch(/This page asks for the plan Scale\. Your company is on the plan \w+\. .*See the plans/s);
    expect(told).toContain('href="/sign-in?next=%2Fdocs%2Fbulk-labels"');
    expect(told).not.toContain("batch-4711-line-0815");
    for (const path of ["/docs/guide/runbook", "/docs/nowhere", "/docs/%E0%A4%A", "/elsewhere"]) {
      who.path = path;
      expectNothing(renderToStaticMarkup(await DocsForbidden()));
    }
  });
  it("in titles and cards of its address", async () => {
    for (const { slug } of gated) {
      const asked = generateMetadata({ params: Promise.resolve({ slug: slug.split("/") }) });
      await expect(asked).rejects.toThrow(/NEXT_/);
    }
  });
  it("in sidebars of open pages", async () => {
    expectNothing(JSON.stringify([await getSidebar("quickstart"), await getSidebar("guide"), await getSidebar("")]));
  });
  it("in what is added to them for who is signed in", async () => {
    const ask = async (section: string) =>
      (await gatedNav(new Request(`${base}/api/docs?section=${section}`))).json() as Promise<{ pages: unknown[] }>;
    for (const reader of [null, person]) {
      who.reader = reader;
      expect([(await ask("")).pages, (await ask("guide")).pages]).toEqual([[], []]);
    }
    who.reader = scale;
    expect([(await ask("")).pages, (await ask("guide")).pages]).toEqual([
      [{ slug: "bulk-labels", title: "Bulk labels" }],
      [],
    ]);
    who.reader = admin;
    expect((await ask("guide")).pages).toEqual([{ slug: "guide/runbook", title: "Runbook of this portal" }]);
  });
  it("before and after open pages, and above them", async () => {
    const around = (await listDocs()).filter(({ slug }) =>
      /^(|bills|privacy|certification|guide|guide\/api)$/.test(slug),
    );
    expect(around).toHaveLength(6);
    const docs = await Promise.all(around.map((doc) => getDoc(doc.slug)));
    expectNothing(JSON.stringify(docs.map((doc) => [doc?.previous, doc?.next, doc?.trail])));
    expect((await getDoc("bills"))?.next?.slug).toBe("privacy");
  });
  it("in the search", async () => {
    const ask = async (q: string) =>
      (await search(new Request(`${base}/api/search?q=${encodeURIComponent(q)}`))).text();
    for (const reader of [null, person]) {
      who.reader = reader;
      for (const { title, words } of gated)
        expectNothing((await ask(`${title} ${words}`)).replace(/"query":"[^"]*"/, ""));
    }
  });
  it("as Markdown, by .md and by Accept", async () => {
    const answers = async () => Promise.all(gated.map(({ slug }) => markdown(`docs/${slug}`)));
    expect((await answers()).map((answer) => answer.status)).toEqual([401, 401, 404]);
    for (const answer of await answers()) {
      expectNothing(await answer.text());
      expect(answer.headers.get("cache-control") ?? "no-store").toBe("no-store");
    }
    who.reader = person;
    expect((await answers()).map((answer) => answer.status)).toEqual([403, 403, 404]);
    for (const answer of await answers()) expectNothing(await answer.text());
  });
  it("in llms.txt", async () => expectNothing(await (await llms()).text()));
  it("in llms-full.txt", async () => expectNothing(await (await llmsFull()).text()));
  it.each(["developers", "operators"])("in llms-full/%s.txt", async (section) => {
    const answer = await llmsSection(new Request(base), { params: Promise.resolve({ file: `${section}.txt` }) });
    expect(answer.status).toBe(200);
    expectNothing(await answer.text());
  });
  it("in skill.md", async () => expectNothing(await (await skill()).text()));
  it("over MCP: resources, search and pages", async () => {
    const call = { reads: new Set<string>(), onFault: () => {} };
    const server = openServer([], call) as unknown as {
      _requestHandlers: Map<string, (request: unknown, extra: unknown) => Promise<unknown>>;
    };
    const list = server._requestHandlers.get("resources/list");
    expectNothing(JSON.stringify(await list?.({ method: "resources/list", params: {} }, {})));
    for (const { slug } of gated) {
      await expect(requirePage(`/docs/${slug}`, call.reads)).rejects.toThrow("There is no such page");
      expect(await readPage(`/docs/${slug}`)).toBeNull();
    }
  });
  it("in the sitemap", async () => expectNothing(JSON.stringify(await sitemap())));
  it("in the feed of the docs", async () => expectNothing(await (await docsRss(new Request(base))).text()));
  it("on a picture for sharing", async () => {
    expectNothing(JSON.stringify([...(await listCards())]));
    for (const { slug } of gated) {
      const answer = await ogImage(new Request(base), {
        params: Promise.resolve({ path: `docs/${slug}.png`.split("/") }),
      });
      expect(answer.status).toBe(404);
    }
  });
  it("in what the console and the worker know of pages", async () => {
    expectNothing(
      JSON.stringify([
        await listVerifySteps(),
        await findDocPages({ status: 429, metadata: { type: "x#rate_limited" } }),
      ]),
    );
  });
});

describe("whom a gate lets in", () => {
  it.each(gated)(
    "reads $slug: page, sidebar, Markdown, search; nobody keeps it",
    async ({ slug, title, words, reader }) => {
      who.reader = reader;
      const html = await draw(slug);
      expect(html).toContain(words.slice(0, 12));
      expect(html).toMatch(new RegExp(`href="/docs/${slug}"[^>]* aria-current="page"`));
      // Nothing that a machine would carry elsewhere.
      expect(html).not.toContain("application/ld+json");
      expect(html).not.toContain("chatgpt.com");
      const metadata = await generateMetadata({ params: Promise.resolve({ slug: slug.split("/") }) });
      expect(metadata).toEqual({ title, robots: { index: false, follow: false } });
      const text = await markdown(`docs/${slug}`);
      expect([text.status, text.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
      expect(await text.text()).toContain(words);
      const found = await search(new Request(`${base}/api/search?q=${encodeURIComponent(title)}`));
      expect(found.headers.get("cache-control")).toBe("private, no-store");
      expect(await found.text()).toContain(`/docs/${slug}`);
      for (const other of gated) {
        const { state } = await checkDocGate(other.slug, reader);
        expect([other.slug, state === "allowed"]).toEqual([other.slug, other.slug === slug]);
      }
    },
  );
  it("is the portal's admin everywhere", async () => {
    for (const { slug } of gated) expect(await checkDocGate(slug, admin)).toEqual({ state: "allowed" });
    expect(await checkDocGate("quickstart", null)).toEqual({ state: "open" });
  });
});
