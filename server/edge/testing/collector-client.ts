import { internalToken } from "@/lib/access/internal-token";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { nowMs } from "@/lib/base/clock";
import { type EdgeUnderTest, type Pages, startEdge } from "./edge-with-web";

export const writeKey = "wk_for_these_tests";
export const portalUrl = "http://portal.example";
export const chrome =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers; cookies: string[] };
type Row = Record<string, string>;

let count = 0;
/** An id of a message, long enough to be everybody's. */
export const messageId = () => `message-of-this-test-${++count}`;

/** What the browser tracker sends for a page. */
export const page = (path: string, more: Record<string, unknown> = {}) => ({
  type: "page",
  messageId: messageId(),
  timestamp: new Date(nowMs()).toISOString(),
  properties: { path, url: `${portalUrl}${path}`, title: "A page", referrer: "", ...more },
});

/** The headers of a script in a page of the portal. */
export const browser = (cookie = "") => ({
  authorization: "",
  origin: portalUrl,
  "sec-fetch-site": "same-origin",
  "user-agent": chrome,
  ...(cookie ? { cookie } : {}),
});

/** The headers of the house itself. */
export const service = () => ({ authorization: `Bearer ${internalToken()}` });

/** Sends to an edge's collector as SDKs do, and reads from the ledger what came of it. */
export class CollectorClient {
  under!: EdgeUnderTest;

  private pages: Pages | undefined;

  async start(pages?: Pages): Promise<void> {
    this.pages = pages;
    this.under = await startEdge({
      WAYMARK_WRITE_KEY: writeKey,
      PUBLIC_URL: portalUrl,
      ...(pages ? { WEB_URL: pages.url } : {}),
    });
  }

  stop(): Promise<void> {
    return this.under.close();
  }

  /** Everything it took is in the ledger; then another edge, with an empty memory, takes its place. */
  async restart(): Promise<void> {
    await this.under.edge.drain.settled();
    await this.stop();
    await this.start(this.pages);
  }

  /** With the write key as Basic user name unless `headers` say otherwise. */
  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const raw = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
    const response = await fetch(`${this.under.url}${path}`, {
      method: "POST",
      body: raw as BodyInit,
      headers: { "content-type": "application/json", authorization, ...headers },
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : {},
      headers: response.headers,
      cookies: response.headers.getSetCookie(),
    };
  }

  fromPage(calls: unknown[], headers: Record<string, string>): Promise<Answer> {
    return this.post("/v1/batch", { writeKey, sentAt: new Date(nowMs()).toISOString(), batch: calls }, headers);
  }

  /** What a query answers once everything that was taken is in the ledger. */
  async rows<T = Row>(sql: string): Promise<T[]> {
    await this.under.edge.drain.settled();
    const result = await clickhouse().query({ query: sql, format: "JSONEachRow" });
    return result.json<T>();
  }

  eventsOf(eventId: string): Promise<Row[]> {
    return this.rows(`SELECT * FROM events WHERE event_id = '${eventId}'`);
  }

  eventsOfVisitor(visitorId: string): Promise<Row[]> {
    return this.rows(
      `SELECT * FROM events WHERE visitor_id = '${visitorId}' ORDER BY occurred_at, name = 'visit_started' DESC`,
    );
  }

  asideOf(eventId: string): Promise<Row[]> {
    return this.rows(`SELECT * FROM quarantine WHERE event_id = '${eventId}'`);
  }
}
