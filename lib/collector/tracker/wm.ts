/**
 * The browser tracker, served as /wm.js: at most 3 KB gzip, no dependency, nothing a strict Content-Security-Policy forbids.
 * The visitor is a cookie that scripts cannot read; the edge puts it, the visit and the touch on what arrives.
 */

/** Put in by the edge when it serves the script. */
declare const WRITE_KEY: string;
/** `off`, `banner` or `external` (portal.config.ts, privacy.consent). */
declare const CONSENT: string;

type Properties = Record<string, unknown>;
type Call = { type: string; messageId: string; timestamp: string; [field: string]: unknown };

const script = document.currentScript as HTMLScriptElement | null;
const house = `${new URL(script?.src || "/", location.href).origin}/v1/`;
const queueKey = "wm_q";
/** Calls kept while offline, and sent at once: a beacon takes 64 KB. */
const maxKept = 200;
const maxSent = 40;
/** Clicks and page views of one moment travel together. */
const gatherMs = 300;
const firstRetryMs = 5_000;
const lastRetryMs = 120_000;

let queue: Call[] = [];
let sending = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let retryMs = firstRetryMs;
let shown = "";
let referrer = document.referrer;
let endedPath = "";
/** Who it is, for as long as this page is open: the event that says so ties the visitor, nothing has to be remembered here. */
let user: string | undefined;
/** What must be answered before anything else is sent: a change of visitor. */
let before: Promise<unknown> = Promise.resolve();

/** Trimmed, or the bundler would compare it before the edge has put it in. Nothing is kept in a browser that asked for privacy, or has not said yes where it is asked. */
const mayKeep = (): boolean =>
  !(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl &&
  navigator.doNotTrack !== "1" &&
  (CONSENT.trim() === "off" || /(^|; )wm_consent=granted/.test(document.cookie));

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const write = (key: string, value: string | null): void => {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // No storage: what is not sent now is lost with the page.
  }
};

const newMessageId = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `wm-${Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("")}`;
};

const body = (calls: Call[]): string =>
  JSON.stringify({ writeKey: WRITE_KEY, sentAt: new Date().toISOString(), batch: calls });

/** What is kept of this page; another one's, open at the same time, is left alone. */
let kept = false;
const keep = (calls: Call[]): void => {
  if (!mayKeep() || (!calls.length && !kept)) return;
  kept = calls.length > 0;
  write(queueKey, kept ? JSON.stringify(calls.slice(-maxKept)) : null);
};

const flushLater = (ms: number): void => {
  clearTimeout(timer);
  timer = setTimeout(flush, ms);
};

const post = (path: string, text: string): Promise<Response> =>
  fetch(house + path, {
    method: "POST",
    body: text,
    headers: { "content-type": "application/json" },
    credentials: "same-origin",
    keepalive: true,
  });

async function flush(): Promise<void> {
  if (sending || !queue.length) return;
  sending = true;
  await before;
  const calls = queue.splice(0, maxSent);
  let waitMs = 0;
  try {
    const answer = await post("batch", body(calls));
    // Everything else will not be better the next time.
    if (answer.status === 429 || answer.status >= 500) {
      waitMs = Number(answer.headers.get("retry-after")) * 1_000 || retryMs;
    }
  } catch {
    waitMs = retryMs;
  }
  sending = false;
  if (waitMs) {
    queue = calls.concat(queue).slice(-maxKept);
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  } else retryMs = firstRetryMs;
  keep(waitMs ? queue : []);
  if (queue.length) flushLater(waitMs || gatherMs);
}

/** The page goes: nobody waits for an answer any more. */
function flushNow(): void {
  // A beacon has no answer. Where the last sending failed, what it takes is kept as well: sent twice under one id it counts once.
  const doubtful = retryMs > firstRetryMs ? queue : [];
  queue = queue.slice();
  while (queue.length) {
    const calls = queue.splice(0, maxSent);
    if (navigator.onLine !== false && navigator.sendBeacon?.(`${house}batch`, body(calls))) continue;
    queue = calls.concat(queue);
    break;
  }
  if (doubtful.length) queue = doubtful;
  if (!sending) keep(queue);
}

function send(type: string, fields: Properties): void {
  queue.push({
    type,
    messageId: newMessageId(),
    timestamp: new Date().toISOString(),
    ...(user ? { userId: user } : {}),
    context: { library: { name: "wm.js" }, page: { path: location.pathname } },
    ...fields,
  });
  flushLater(gatherMs);
}

const track = (event: string, properties: Properties = {}): void => send("track", { event, properties });

const thisPage = (): Properties => ({
  path: location.pathname,
  search: location.search,
  title: document.title,
  url: location.origin + location.pathname,
  referrer,
});
const landing = thisPage();

const page = (properties: Properties = {}): void => send("page", { properties: { ...thisPage(), ...properties } });

function identify(userId?: string | null, traits: Properties = {}): void {
  user = userId || user;
  send("identify", { traits });
}

const group = (groupId: string, traits: Properties = {}): void => send("group", { groupId, traits });

/** Changes who this browser is, after what was tracked before has gone out as whom it was. */
function changeVisitor(change: Properties): Promise<unknown> {
  flushNow();
  before = before.then(() => post("visitor", JSON.stringify(change)).catch(() => {}));
  return before;
}

/** Somebody signed out: what follows is another visitor's. Signing out of the portal does it by itself. */
function reset(): void {
  user = undefined;
  changeVisitor({ reset: true });
}

/** The answer to "may we recognise this browser": `granted` gives it a visitor, `denied` takes visitor and memory away. */
function consent(decision: string): void {
  if (decision !== "granted") write(queueKey, null);
  changeVisitor({ consent: decision }).then(() => {
    // The visit begins anew, with the visitor and where it came from: the page the script was loaded on, wherever they are by now.
    if (decision === "granted") page(landing);
  });
}

function showPage(): void {
  const address = location.pathname + location.search;
  if (address === shown) return;
  shown = address;
  page();
  referrer = location.href;
  // A page that fits the window is read without scrolling, if somebody stays.
  setTimeout(checkEnd, 8_000);
}

/** Client navigation changes the address first and the title a moment later. */
const pageLater = (): void => {
  setTimeout(showPage, 100);
};

/** Docs are read at the end of their article, other pages at theirs. */
function checkEnd(): void {
  const path = location.pathname;
  const docs = /^\/docs(\/|$)/.test(path);
  const end = document.querySelector(docs ? "article" : "main")?.getBoundingClientRect().bottom;
  if (endedPath === path || end === undefined || end > innerHeight + 60 || document.visibilityState === "hidden")
    return;
  endedPath = path;
  track(docs ? "docs_read" : "page_scrolled_to_end", { path });
}

let vitalsSent = false;
const vitals: { [name: string]: number } = {};
const slowest = (name: string, value: number): void => {
  vitals[name] = Math.max(vitals[name] || 0, Math.round(value));
};
const observe = (type: string, take: (entry: PerformanceEntry & { [more: string]: number }) => void): void => {
  try {
    const observer = new PerformanceObserver((list) => (list.getEntries() as never[]).forEach(take));
    observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit);
  } catch {
    // A browser that does not measure it.
  }
};

/** How fast the page that was loaded felt, once, when it is left. */
function sendVitals(): void {
  if (vitalsSent || !vitals.lcp_ms) return;
  track("web_vitals_measured", { path: landing.path, ...vitals });
  vitalsSent = true;
}

function observeVitals(): void {
  let windowFrom = 0;
  let windowLast = 0;
  let shifts = 0;
  vitals.cls = 0;
  observe("largest-contentful-paint", (entry) => slowest("lcp_ms", entry.startTime));
  observe("navigation", (entry) => slowest("ttfb_ms", entry.responseStart || 0));
  observe("event", (entry) => entry.interactionId && slowest("inp_ms", entry.duration));
  // Shifts close to each other count together: at most 1 s apart and 5 s in all (web.dev, CLS).
  observe("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    const { startTime, value } = entry;
    if (startTime - windowLast > 1_000 || startTime - windowFrom > 5_000) {
      windowFrom = startTime;
      shifts = 0;
    }
    windowLast = startTime;
    shifts += value as number;
    vitals.cls = Math.max(vitals.cls || 0, Math.round(shifts * 1_000) / 1_000);
  });
}

function onClick(event: MouseEvent): void {
  if (event.button > 1) return;
  const target = event.target as Element | null;
  const snippet = target?.closest?.<HTMLElement>("[data-wm-snippet]");
  if (snippet) {
    const { wmSnippet: block, language } = snippet.dataset;
    track("snippet_copied", { path: location.pathname, block, language });
  }
  const link = target?.closest?.<HTMLAnchorElement>("a[href]");
  if (link && /^https?:$/.test(link.protocol) && link.host !== location.host) {
    track("link_followed", { path: location.pathname, host: link.host });
  }
}

const api = { track, page, identify, group, reset, consent };
type Queued = [verb: keyof typeof api, ...given: never[]];
const call = (verb: keyof typeof api, ...given: never[]): void => (api[verb] as (...all: never[]) => void)(...given);
const loaded = window as unknown as { waymark?: { track?: unknown; q?: Queued[] }; wm?: typeof call };
if (!loaded.waymark?.track) {
  const waiting = loaded.waymark?.q;
  loaded.waymark = Object.assign(loaded.waymark || {}, api);
  // `wm("track", ...)` is the same, for pages that would rather call one function.
  loaded.wm = call;
  try {
    queue = JSON.parse(read(queueKey) || "[]");
    write(queueKey, null);
  } catch {
    queue = [];
  }
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (this: History, ...given: Parameters<History["pushState"]>) {
      original.apply(this, given);
      pageLater();
    };
  }
  addEventListener("popstate", pageLater);
  addEventListener("online", () => flushLater(0));
  const leave = (): void => {
    sendVitals();
    flushNow();
  };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  document.addEventListener("click", onClick, true);
  document.addEventListener("auxclick", onClick, true);
  addEventListener("scroll", checkEnd, { passive: true });
  observeVitals();
  showPage();
  // What the page wanted to say before this script was there.
  for (const [verb, ...given] of waiting || []) call(verb, ...given);
}
