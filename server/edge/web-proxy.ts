import { Agent, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { createProxyServer } from "httpxy";
import { pathHeader, visitorHeader } from "@/lib/base/cookies";
import { PortalError } from "@/lib/base/errors";
import { redactPath } from "@/lib/visits/redact-path";
import { comesFromTrusted, type TrustedProxies } from "./client-ip";
import { sendProblem } from "./door";
import { heldVisitor, resolvePageVisitor, toPrivateCaching } from "./page-visitor";
import type { LazyRequest } from "./request";

export type WebProxyOptions = {
  webUrl: string;
  publicUrl: string;
  trusted: TrustedProxies;
  /** Sees every answer of the pages before it goes out; must not wait or throw. */
  onAnswer?: (request: LazyRequest, answer: IncomingMessage) => void;
  /** Hears of a visitor whose browser may not be recognised any more; must not wait or throw. */
  onRefused?: (visitorId: string) => void;
  /** Milliseconds; tests have less patience. */
  firstByteMs?: number;
  idleMs?: number;
};

/** The addresses that next.config.ts answers in Markdown too. */
const markdownPages = /^\/((docs|reference)(\/.*)?|changelog|pricing)?$/;

type Passing = { request: LazyRequest; setCookies: string[]; tries: number; late: boolean };

/** Until an answer begins, counted from the last byte of the request that went out: reports are computed in it, and `npm run dev` compiles in it. */
const defaultFirstByteMs = 60_000;
/** Between two parts of an answer. Streams that live long send something every 10 s. */
const defaultIdleMs = 45_000;

/** Seconds after which a browser may ask again for a page that was away. */
const retryAfterS = 2;

/** Passes what the edge does not answer itself to the pages: requests and upgrades, with ids and addresses that can be trusted there. */
export class WebProxy {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 512, maxFreeSockets: 64 });
  private readonly proxy;
  private readonly secure: boolean;
  private readonly passing = new WeakMap<IncomingMessage, Passing>();

  constructor(private readonly options: WebProxyOptions) {
    this.secure = options.publicUrl.startsWith("https:");
    this.proxy = createProxyServer({ target: options.webUrl, agent: this.agent });
    const { firstByteMs = defaultFirstByteMs, idleMs = defaultIdleMs } = options;
    this.proxy.on("proxyReq", (asked, raw, response) => {
      asked.setTimeout(firstByteMs, () => {
        const passing = this.passing.get(raw);
        if (passing) passing.late = true;
        asked.destroy(new Error("the pages do not answer in time"));
        // In the middle of an answer: who waits hears a broken connection, and does not take half for the whole.
        if (response.headersSent) response.destroy();
      });
    });
    this.proxy.on("proxyRes", (answer, raw) => {
      // The same timer, from here on for silence; it is taken off the connection when that is free again.
      answer.socket.setTimeout(idleMs);
      const passing = this.passing.get(raw);
      if (!passing) return;
      options.onAnswer?.(passing.request, answer);
      const { headers } = answer;
      const cookies = passing.setCookies;
      if (cookies.length) headers["set-cookie"] = [...(headers["set-cookie"] ?? []), ...cookies];
      // A shared cache would keep pages from the edge, and so the cookie from the next visitor; Next also marks static ones as good for a year.
      if (cookies.length || headers["content-type"]?.startsWith("text/html")) {
        headers["cache-control"] = toPrivateCaching(headers["cache-control"]);
        delete headers["cdn-cache-control"];
      }
      // A page is HTML or Markdown by what is asked for and by whom; Next drops this from answers it has cached.
      if (markdownPages.test(passing.request.path)) {
        headers.vary = addVary(addVary(headers.vary, "Accept"), "User-Agent");
      }
    });
    this.proxy.on("error", (error, raw, response) => {
      const passing = raw && this.passing.get(raw);
      if (passing && response && "writeHead" in response) this.fail(passing, response, error);
      else response?.destroy();
    });
  }

  forward(request: LazyRequest, response: ServerResponse): void {
    const { raw } = request;
    this.dress(request);
    const { visitorId, setCookies } = resolvePageVisitor(raw, this.secure);
    if (visitorId) raw.headers[visitorHeader] = visitorId;
    else if (setCookies.length && this.options.onRefused) {
      const held = heldVisitor(raw.headers);
      if (held) this.options.onRefused(held);
    }
    this.passing.set(raw, { request, setCookies, tries: 1, late: false });
    response.setHeader("x-request-id", request.requestId);
    void this.proxy.web(raw, response);
  }

  upgrade(request: LazyRequest, socket: Socket, head: Buffer): void {
    this.dress(request);
    void this.proxy.ws(request.raw, socket, {}, head);
  }

  private fail(passing: Passing, response: ServerResponse, error: Error): void {
    const { request } = passing;
    // The browser went away: nobody to answer.
    if (response.destroyed || request.raw.socket.destroyed) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (passing.late) {
      request.log.warn({ path: redactPath(request.path) }, "the pages take too long");
      sendAway(request, response, "gateway_timeout");
      return;
    }
    const broken = (error as NodeJS.ErrnoException).code === "ECONNRESET";
    if (broken && passing.tries === 1 && (request.method === "GET" || request.method === "HEAD")) {
      // The pages closed an idle connection just as it was used again: asking once more is safe.
      passing.tries++;
      void this.proxy.web(request.raw, response);
      return;
    }
    request.log.warn({ err: error, path: redactPath(request.path) }, "the pages are not answering");
    sendAway(request, response, "bad_gateway");
  }

  close(): void {
    this.agent.destroy();
  }

  /** Headers the pages rely on are the edge's alone; what came in under their names goes. */
  private dress({ raw, requestId, clientIp }: LazyRequest): void {
    const { headers } = raw;
    const trusted = comesFromTrusted(raw, this.options.trusted);
    const proto = trusted ? first(headers["x-forwarded-proto"]) : undefined;
    const host = trusted ? first(headers["x-forwarded-host"]) : undefined;
    for (const name in headers) {
      if (name.startsWith("x-waymark-") || name.startsWith("x-forwarded-") || name.startsWith("x-middleware-")) {
        delete headers[name];
      }
    }
    delete headers.forwarded;
    delete headers["x-real-ip"];
    headers["x-request-id"] = requestId;
    headers[pathHeader] = raw.url ?? "/";
    headers["x-forwarded-for"] = clientIp;
    headers["x-forwarded-proto"] = proto === "https" || proto === "http" ? proto : this.secure ? "https" : "http";
    const shownHost = host ?? headers.host;
    if (shownHost) headers["x-forwarded-host"] = shownHost;
  }
}

function addVary(vary: string | undefined, name: string): string {
  const names = (vary ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  return names.some((one) => one === "*" || one.toLowerCase() === name.toLowerCase())
    ? names.join(", ")
    : [...names, name].join(", ");
}

function first(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header[0] : header)?.split(",")[0]?.trim();
}

const awayPages = {
  bad_gateway: {
    status: 502,
    title: "Back in a moment",
    text: "The pages are starting or restarting. This page tries again by itself.",
    head: `<meta http-equiv="refresh" content="${retryAfterS}">`,
  },
  // Not by itself: what took too long once is not asked for again and again.
  gateway_timeout: {
    status: 504,
    title: "This takes too long",
    text: "The page did not come in time. Try again in a moment; with a report, choose a shorter time.",
    head: "",
  },
} as const;

function sendAway(request: LazyRequest, response: ServerResponse, code: keyof typeof awayPages): void {
  const headers = { "retry-after": String(retryAfterS) };
  if (!(request.raw.headers.accept ?? "").includes("text/html")) {
    sendProblem(response, new PortalError(code, undefined, { headers }), request.requestId);
    return;
  }
  const { status, title, text, head } = awayPages[code];
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}
<title>${title}</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:20vh auto;max-width:32rem;padding:0 1rem;color-scheme:light dark}code{font-size:.85em}</style>
<h1>${title}</h1><p>${text}</p><p><code>${request.requestId}</code></p></html>`;
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(html),
    "cache-control": "no-store",
    ...headers,
  });
  response.end(html);
}
