import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, inject, it, vi } from "vitest";

const source = readFileSync(path.join(inject("bundle"), "wm.js"), "utf8").replaceAll("{{WRITE_KEY}}", "wk_test");

type Listener = (event: unknown) => void;
type Sent = { writeKey: string; sentAt: string; batch: Record<string, unknown>[]; by: "fetch" | "beacon" };
type Api = {
  track(name: string, properties?: object): void;
  page(properties?: object): void;
  identify(userId: string): void;
  group(groupId: string): void;
  reset(): void;
};

/** As much of a browser as the tracker asks for. */
function openBrowser(options: { url?: string; storage?: Map<string, string>; answer?: () => Promise<unknown> } = {}) {
  const location = new URL(options.url ?? "https://portal.example/docs/quickstart?utm_source=x") as URL & object;
  const listeners = new Map<string, Listener[]>();
  const on = (name: string, listener: Listener) => listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  const storage = options.storage ?? new Map<string, string>();
  const sent: Sent[] = [];
  const state = { articleBottom: 5_000, visibility: "visible", beacons: true };
  const context: Record<string, unknown> = {
    location,
    URL,
    Uint8Array,
    setTimeout,
    clearTimeout,
    innerHeight: 800,
    crypto: globalThis.crypto,
    navigator: {
      onLine: true,
      sendBeacon: (_url: string, body: string) => {
        if (state.beacons) sent.push({ ...JSON.parse(body), by: "beacon" });
        return state.beacons;
      },
    },
    document: {
      currentScript: { src: "https://portal.example/wm.js" },
      referrer: "https://www.google.com/",
      title: "Quickstart",
      get visibilityState() {
        return state.visibility;
      },
      querySelector: () => ({ getBoundingClientRect: () => ({ bottom: state.articleBottom }) }),
      addEventListener: on,
    },
    history: {
      pushState: (_state: unknown, _title: string, url: string) => {
        location.href = new URL(url, location.href).href;
      },
      replaceState: () => {},
    },
    localStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
      removeItem: (key: string) => storage.delete(key),
    },
    addEventListener: on,
    fetch: async (url: string, init: { body: string; headers: object; keepalive: boolean; credentials: string }) => {
      expect(url).toBe("https://portal.example/v1/batch");
      expect(init).toMatchObject({ keepalive: true, credentials: "same-origin" });
      const answer = options.answer ?? (async () => ({ status: 200, headers: new Headers() }));
      sent.push({ ...JSON.parse(init.body), by: "fetch" });
      return answer();
    },
  };
  context.window = context;
  // No eval, no Function: what a strict Content-Security-Policy forbids.
  vm.createContext(context, { codeGeneration: { strings: false, wasm: false } });
  const run = () => vm.runInContext(source, context);
  run();
  return {
    context,
    state,
    storage,
    sent,
    run,
    fire: (name: string, event: unknown = {}) => {
      for (const listener of listeners.get(name) ?? []) listener(event);
    },
    api: () => (context.window as { waymark: Api }).waymark,
    calls: () => sent.flatMap(({ batch }) => batch),
    navigate: (url: string) => (context.history as { pushState(...given: unknown[]): void }).pushState(null, "", url),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(1_000);

describe("the tracker", () => {
  it("is at most 3 KB gzip", () => {
    expect(gzipSync(source, { level: 9 }).length).toBeLessThanOrEqual(3 * 1024);
  });

  it("tells of the first page, with where it came from", async () => {
    const browser = openBrowser();
    await settle();
    expect(browser.sent.length).toBe(1);
    expect(browser.sent[0]?.writeKey).toBe("wk_test");
    expect(browser.calls()).toMatchObject([
      {
        type: "page",
        properties: {
          path: "/docs/quickstart",
          search: "?utm_source=x",
          title: "Quickstart",
          url: "https://portal.example/docs/quickstart",
          referrer: "https://www.google.com/",
        },
      },
    ]);
    expect(browser.calls()[0]?.messageId).toMatch(/^wm-[0-9a-f]{32}$/);
  });

  it("tells of client navigation, once per address, with the page before as referrer", async () => {
    const browser = openBrowser();
    browser.navigate("/docs/keys");
    browser.navigate("/docs/keys");
    browser.navigate("/docs/keys#rotate");
    await settle();
    browser.fire("popstate");
    await settle();
    const pages = browser.calls().map(({ properties }) => properties as { path: string; referrer: string });
    expect(pages.map(({ path }) => path)).toEqual(["/docs/quickstart", "/docs/keys"]);
    expect(pages[1]?.referrer).toBe("https://portal.example/docs/quickstart?utm_source=x");
  });

  it("sends what the page tracks, and who it is from then on", async () => {
    const browser = openBrowser();
    browser.api().track("search_performed", { query: "retry", results: 0 });
    browser.api().identify("developer-1");
    browser.api().group("company-1");
    browser.api().page({ path: "/shown/otherwise" });
    await settle();
    expect(browser.calls().slice(1)).toMatchObject([
      { type: "track", event: "search_performed", properties: { query: "retry", results: 0 } },
      { type: "identify", userId: "developer-1" },
      { type: "group", userId: "developer-1", groupId: "company-1" },
      { type: "page", properties: { path: "/shown/otherwise" } },
    ]);
    browser.api().reset();
    browser.api().track("docs_read", { path: "/docs" });
    await settle();
    expect(browser.calls().at(-1)).not.toHaveProperty("userId");
  });

  it("sees snippets copied and links followed out, not those within", async () => {
    const browser = openBrowser();
    const click = (found: Record<string, unknown>, button = 0) =>
      browser.fire("click", { button, target: { closest: (selector: string) => found[selector] ?? null } });
    click({ "[data-wm-snippet]": { dataset: { wmSnippet: "b1", language: "bash" } } });
    const link = (href: string) => {
      const { protocol, host } = new URL(href);
      return { "a[href]": { protocol, host } };
    };
    click(link("https://github.com/x"));
    click(link("https://portal.example/pricing"));
    click(link("mailto:a@b.example"));
    click(link("https://github.com/x"), 2);
    await settle();
    expect(browser.calls().slice(1)).toMatchObject([
      { event: "snippet_copied", properties: { path: "/docs/quickstart", block: "b1", language: "bash" } },
      { event: "link_followed", properties: { path: "/docs/quickstart", host: "github.com" } },
    ]);
  });

  it("counts a docs page as read at its end, once, and a short one after a while", async () => {
    const browser = openBrowser();
    browser.fire("scroll");
    browser.state.articleBottom = 700;
    browser.fire("scroll");
    browser.fire("scroll");
    await settle();
    const read = () => browser.calls().filter(({ event }) => event === "docs_read");
    expect(read().length).toBe(1);
    browser.navigate("/docs/short");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(read().length).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(read().map(({ properties }) => properties)).toEqual([{ path: "/docs/quickstart" }, { path: "/docs/short" }]);
    browser.navigate("/pricing");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(read().length).toBe(2);
  });

  it("sends what is left by beacon when the page goes", async () => {
    const browser = openBrowser();
    browser.api().track("docs_read", { path: "/docs" });
    browser.fire("pagehide");
    expect(browser.sent.map(({ by, batch }) => [by, batch.length])).toEqual([["beacon", 2]]);
    expect(browser.storage.has("wm_q")).toBe(false);
  });
});

describe("without a network", () => {
  it("keeps calls, tries again, and sends each once it can, with the same ids", async () => {
    let online = false;
    const browser = openBrowser({
      answer: async () => {
        if (!online) throw new TypeError("Failed to fetch");
        return { status: 200, headers: new Headers() };
      },
    });
    await settle();
    expect(JSON.parse(browser.storage.get("wm_q") as string).length).toBe(1);
    online = true;
    browser.api().track("docs_read", { path: "/docs" });
    browser.fire("online");
    await settle();
    expect(browser.storage.has("wm_q")).toBe(false);
    const [first, second] = browser.sent;
    expect(second?.batch.map(({ messageId }) => messageId)[0]).toBe(first?.batch[0]?.messageId);
    expect(second?.batch.length).toBe(2);
  });

  it("takes over on the next page what an earlier one could not send", async () => {
    const storage = new Map<string, string>();
    const before = openBrowser({ storage, answer: () => Promise.reject(new TypeError("offline")) });
    await settle();
    before.state.beacons = false;
    before.fire("pagehide");
    const after = openBrowser({ storage });
    await settle();
    expect(after.calls().length).toBe(2);
    expect(after.calls()[0]?.messageId).toBe(before.calls()[0]?.messageId);
    expect(storage.has("wm_q")).toBe(false);
  });

  it("waits as long as it is told, and drops what will never be taken", async () => {
    let status = 429;
    const browser = openBrowser({ answer: async () => ({ status, headers: new Headers({ "retry-after": "30" }) }) });
    await settle();
    await vi.advanceTimersByTimeAsync(28_000);
    expect(browser.sent.length).toBe(1);
    status = 400;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(browser.sent.length).toBe(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(browser.sent.length).toBe(2);
  });

  it("keeps a bounded number, the newest", async () => {
    const browser = openBrowser({ answer: () => Promise.reject(new TypeError("offline")) });
    for (let n = 0; n < 300; n++) {
      browser.api().track("docs_read", { path: `/docs/${n}` });
      if (n % 30 === 0) await settle();
    }
    await vi.advanceTimersByTimeAsync(300_000);
    const kept = JSON.parse(browser.storage.get("wm_q") as string) as { properties: { path: string } }[];
    expect(kept.length).toBe(200);
    expect(kept.at(-1)?.properties.path).toBe("/docs/299");
  });

  it("works where storage is forbidden", async () => {
    const storage = new Map<string, string>();
    storage.get = () => {
      throw new Error("denied");
    };
    storage.set = storage.get as never;
    const browser = openBrowser({ storage });
    await settle();
    expect(browser.calls().length).toBe(1);
  });

  it("is one, also when the page loads it twice", async () => {
    const browser = openBrowser();
    browser.run();
    await settle();
    expect(browser.calls().length).toBe(1);
  });
});
