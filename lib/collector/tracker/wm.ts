/**
 * The browser tracker, served as /wm.js: at most 3 KB gzip, no dependency, nothing a strict Content-Security-Policy forbids.
 * The visitor is a cookie that scripts cannot read; the edge puts it, the visit and the touch on what arrives.
 */

/** Put in by the edge when it serves the script. */
declare const WRITE_KEY: string;

type Properties = Record<string, unknown>;
type Call = { type: string; messageId: string; timestamp: string; [field: string]: unknown };

const script = document.currentScript as HTMLScriptElement | null;
const endpoint = `${new URL(script?.src || "/", location.href).origin}/v1/batch`;
const queueKey = "wm_q";
const userKey = "wm_u";
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
let readPath = "";

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
  if (!calls.length && !kept) return;
  kept = calls.length > 0;
  write(queueKey, kept ? JSON.stringify(calls.slice(-maxKept)) : null);
};

const flushLater = (ms: number): void => {
  clearTimeout(timer);
  timer = setTimeout(flush, ms);
};

async function flush(): Promise<void> {
  if (sending || !queue.length) return;
  sending = true;
  const calls = queue.splice(0, maxSent);
  let waitMs = 0;
  try {
    const answer = await fetch(endpoint, {
      method: "POST",
      body: body(calls),
      headers: { "content-type": "application/json" },
      credentials: "same-origin",
      keepalive: true,
    });
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
  while (queue.length) {
    const calls = queue.splice(0, maxSent);
    if (navigator.onLine !== false && navigator.sendBeacon?.(endpoint, body(calls))) continue;
    queue = calls.concat(queue);
    break;
  }
  if (!sending) keep(queue);
}

function send(type: string, fields: Properties): void {
  const user = read(userKey);
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

const page = (properties: Properties = {}): void =>
  send("page", {
    properties: {
      path: location.pathname,
      search: location.search,
      title: document.title,
      url: location.origin + location.pathname,
      referrer,
      ...properties,
    },
  });

function identify(userId?: string | null, traits: Properties = {}): void {
  if (userId) write(userKey, userId);
  send("identify", { traits });
}

const group = (groupId: string, traits: Properties = {}): void => send("group", { groupId, traits });

/** Forgets who it was. The visitor itself is changed by the portal when somebody signs out. */
const reset = (): void => write(userKey, null);

function showPage(): void {
  const address = location.pathname + location.search;
  if (address === shown) return;
  shown = address;
  page();
  referrer = location.href;
  // A page that fits the window is read without scrolling, if somebody stays.
  setTimeout(checkRead, 8_000);
}

/** Client navigation changes the address first and the title a moment later. */
const pageLater = (): void => {
  setTimeout(showPage, 100);
};

function checkRead(): void {
  const path = location.pathname;
  if (readPath === path || !/^\/docs(\/|$)/.test(path)) return;
  const end = document.querySelector("article")?.getBoundingClientRect().bottom;
  if (end === undefined || end > innerHeight + 60 || document.visibilityState === "hidden") return;
  readPath = path;
  track("docs_read", { path });
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

const loaded = window as unknown as { waymark?: { track?: unknown } };
if (!loaded.waymark?.track) {
  loaded.waymark = Object.assign(loaded.waymark ?? {}, { track, page, identify, group, reset });
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
  addEventListener("pagehide", flushNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flushNow();
  });
  document.addEventListener("click", onClick, true);
  document.addEventListener("auxclick", onClick, true);
  addEventListener("scroll", checkRead, { passive: true });
  showPage();
}
