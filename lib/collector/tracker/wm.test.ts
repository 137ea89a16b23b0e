import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, inject, it, vi } from "vitest";

const source = readFileSync(path.join(inject("bundle"), "wm.js"), "utf8").replaceAll("{{WRITE_KEY}}", "wk_test");
const withConsent = (mode: string) => source.replaceAll("{{CONSENT}}", mode);

type Listener = (event: unknown) => void;
type Sent = { writeKey: string; sentAt: string; batch: Record<string, unknown>[]; by: "fetch" | "beacon" | "visitor" };
type Api = {
  track(name: string, properties?: object): void;
  page(properties?: object): void;
  consent(decision: string): void;
  identify(userId: string): void;
  group(groupId: string): void;
  reset(): void;
};

/** As much of a browser as the tracker asks for. */
function openBrowser(
  options: {
    url?: string;
    storage?: Map<string, string>;
    answer?: () => Promise<unknown>;
    consent?: string;
    cookie?: string;
    gpc?: boolean;
    waiting?: unknown[];
  } = {},
) {
  const location = new URL(options.url ?? "https://portal.example/docs/quickstart?utm_source=x") as URL & object;
  const listeners = new Map<string, Listener[]>();
  const on = (name: string, listener: Listener) => listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  const storage = options.storage ?? new Map<string, string>();
  const sent: Sent[] = [];
  const state = { articleBottom: 5_000, visibility: "visible", beacons: true, cookie: options.cookie ?? "" };
  const asked: [path: string, body: unknown][] = [];
  const observers = new Map<string, (list: { getEntries(): object[] }) => void>();
  const context: Record<string, unknown> = {
    location,
    URL,
    Uint8Array,
    setTimeout,
    clearTimeout,
    innerHeight: 800,
    crypto: globalThis.crypto,
    PerformanceObserver: class {
      constructor(private readonly take: (list: { getEntries(): object[] }) => void) {}
      observe({ type }: { type: string }) {
        observers.set(type, this.take);
      }
    },
    ...(options.waiting ? { waymark: { q: options.waiting } } : {}),
    navigator: {
      ...(options.gpc ? { globalPrivacyControl: true } : {}),
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
      get cookie() {
        return state.cookie;
      },
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
      if (url === "https://portal.example/v1/visitor") {
        asked.push([url, JSON.parse(init.body)]);
        sent.push({ ...JSON.parse(init.body), by: "visitor", batch: [] });
        return { status: 204, headers: new Headers() };
      }
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
  const run = () => vm.runInContext(withConsent(options.consent ?? "off"), context);
  run();
  return {
    context,
    asked,
    measure: (type: string, ...entries: object[]) => observers.get(type)?.({ getEntries: () => entries }),
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
    expect(gzipSync(withConsent("external"), { level: 9 }).length).toBeLessThanOrEqual(3 * 1024);
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
    expect(browser.sent.at(-1)?.batch.at(-1)).toMatchObject({ userId: "developer-1" });
  });

  it("reset sends what was theirs first, has the visitor changed, and only then goes on", async () => {
    const browser = openBrowser();
    browser.api().identify("developer-1");
    browser.api().reset();
    browser.api().track("docs_read", { path: "/docs" });
    await settle();
    expect(browser.sent.map(({ by, batch }) => [by, batch.map(({ userId }) => userId ?? null)])).toEqual([
      ["beacon", [null, "developer-1"]],
      ["visitor", []],
      ["fetch", [null]],
    ]);
    expect(browser.asked).toEqual([["https://portal.example/v1/visitor", { reset: true }]]);
    browser.api().track("docs_read", { path: "/docs/later" });
    await settle();
    expect(browser.calls().at(-1)).not.toHaveProperty("userId");
  });

  it("remembers nobody past the page: signing out of the portal loads a new one", async () => {
    const storage = new Map<string, string>();
    const before = openBrowser({ storage });
    before.api().identify("developer-1");
    await settle();
    const after = openBrowser({ storage });
    await settle();
    expect(after.calls()[0]).not.toHaveProperty("userId");
    expect([...storage.keys()]).toEqual([]);
  });

  it("takes what waited for it, and answers to wm() as well", async () => {
    const browser = openBrowser({ waiting: [["track", "docs_read", { path: "/docs/early" }]] });
    (browser.context.wm as (...given: unknown[]) => void)("track", "docs_read", { path: "/docs/by-name" });
    await settle();
    const paths = browser.calls().map(({ properties }) => (properties as { path: string }).path);
    expect(paths).toEqual(["/docs/quickstart", "/docs/early", "/docs/by-name"]);
  });

  it("measures how the loaded page felt, and says so once, when it is left", async () => {
    const browser = openBrowser();
    browser.measure("largest-contentful-paint", { startTime: 900.4 }, { startTime: 1_250.6 });
    browser.measure("navigation", { responseStart: 80.2 });
    browser.measure("event", { interactionId: 0, duration: 900 }, { interactionId: 7, duration: 120 });
    const shift = (startTime: number, value: number, hadRecentInput = false) => ({ startTime, value, hadRecentInput });
    // 0.1 + 0.05 within a second; alone after a pause 0.12; what follows a tap does not count.
    browser.measure("layout-shift", shift(100, 0.1), shift(900, 0.05), shift(5_000, 0.12), shift(5_100, 0.9, true));
    browser.navigate("/docs/keys");
    await settle();
    browser.state.visibility = "hidden";
    browser.fire("visibilitychange");
    browser.fire("pagehide");
    const vitals = browser.calls().filter(({ event }) => event === "web_vitals_measured");
    expect(vitals.map(({ properties }) => properties)).toEqual([
      { path: "/docs/quickstart", lcp_ms: 1_251, ttfb_ms: 80, inp_ms: 120, cls: 0.15 },
    ]);
    expect(browser.sent.at(-1)?.by).toBe("beacon");
  });

  it("sees other pages scrolled to their end", async () => {
    const browser = openBrowser({ url: "https://portal.example/pricing" });
    browser.state.articleBottom = 700;
    browser.fire("scroll");
    await settle();
    expect(browser.calls().at(-1)).toMatchObject({ event: "page_scrolled_to_end", properties: { path: "/pricing" } });
  });

  it("keeps nothing in a browser that asked for privacy, or was not asked yet", async () => {
    for (const quiet of [{ gpc: true }, { consent: "banner" }, { consent: "external", cookie: "wm_consent=denied" }]) {
      const browser = openBrowser({ ...quiet, answer: () => Promise.reject(new TypeError("offline")) });
      await settle();
      expect([...browser.storage.keys()]).toEqual([]);
    }
    const yes = { consent: "banner", cookie: "a=b; wm_consent=granted" };
    const browser = openBrowser({ ...yes, answer: () => Promise.reject(new TypeError("offline")) });
    await settle();
    expect([...browser.storage.keys()]).toEqual(["wm_q"]);
  });

  it("a yes begins the visit anew, with the visitor and where it came from; a no forgets", async () => {
    const browser = openBrowser({ consent: "banner" });
    browser.api().consent("granted");
    await settle();
    expect(browser.sent.map(({ by, batch }) => [by, batch.map(({ type }) => type)])).toEqual([
      ["beacon", ["page"]],
      ["visitor", []],
      ["fetch", ["page"]],
    ]);
    expect(browser.calls()[1]?.properties).toMatchObject({ search: "?utm_source=x" });
    browser.api().consent("denied");
    await settle();
    expect(browser.asked.map(([, body]) => body)).toEqual([{ consent: "granted" }, { consent: "denied" }]);
    expect(browser.calls()).toHaveLength(2);
  });

  it("a yes on a later page still begins where the visit came from", async () => {
    const browser = openBrowser({ consent: "banner" });
    browser.navigate("/docs/keys");
    await settle();
    browser.api().consent("granted");
    await settle();
    expect(browser.calls().map(({ properties }) => properties)).toMatchObject([
      { path: "/docs/quickstart", search: "?utm_source=x" },
      { path: "/docs/keys", search: "" },
      { path: "/docs/quickstart", search: "?utm_source=x", referrer: "https://www.google.com/" },
    ]);
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
