import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import { now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { paths } from "@/lib/base/paths";
import { acceptCalls, type Collector } from "@/lib/collector/accept-calls";
import { readFeedReader } from "@/lib/visits/read-feed-reader";
import type { LazyRequest } from "./request";

const feeds: ReadonlySet<string> = new Set([paths.rss, paths.docsRss]);
/** There are some dozens of such readers; made-up names do not fill the ledger. */
const maxReadersADay = 1_000;

/** What was recorded last, by edge: readers ask every few minutes and say the same all day. */
type Heard = { day: string; readers: number; counts: LRUCache<string, number> };
const heardBy = new WeakMap<Collector, Heard>();

/**
 * Records for how many people a feed reader fetched a feed, once a day and when it changes (`feed_fetched`). Never delays or fails the answer.
 */
export function recordFeedRead(collector: Collector, request: LazyRequest, answer: IncomingMessage): void {
  // Nothing new (304) is told to a reader that has subscribers all the same.
  if (request.method !== "GET" || !feeds.has(request.path) || ![200, 304].includes(answer.statusCode ?? 0)) return;
  const said = readFeedReader(request.raw.headers["user-agent"]);
  if (!said) return;
  const day = now().toISOString().slice(0, 10);
  let heard = heardBy.get(collector);
  if (heard?.day !== day) {
    heard = { day, readers: 0, counts: new LRUCache({ max: maxReadersADay }) };
    heardBy.set(collector, heard);
  }
  const key = `${request.path} ${said.reader}`;
  if (heard.counts.get(key) === said.subscribers) return;
  if (!heard.counts.has(key) && ++heard.readers > maxReadersADay) return;
  heard.counts.set(key, said.subscribers);
  const call = {
    name: "feed_fetched",
    messageId: `${newId("event")}`,
    properties: { path: request.path, ...said },
    userAgent: request.raw.headers["user-agent"],
    house: { sentBy: "server" as const },
    raw: null,
  };
  acceptCalls(collector, { sender: { kind: "service", sourceId: "edge" }, calls: [call], browser: null }).catch(
    (error: unknown) => request.log.debug({ err: error }, "a feed reader's count was not recorded"),
  );
}
