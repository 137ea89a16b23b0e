import type { IncomingMessage } from "node:http";
import { newId } from "@/lib/base/ids";
import { acceptCalls, type Collector } from "@/lib/collector/accept-calls";
import { classifyReader } from "@/lib/visits/classify-audience";
import { plainHost } from "./page-visitor";
import type { LazyRequest } from "./request";

/** Agents run no tracker: what they read is seen here, where it passes. */
const source = { kind: "public", sourceId: "edge" } as const;

/**
 * Records that an AI agent or crawler read a page (an audience of its own, domain.md): `page_viewed` and, for its visit, the touch with
 * channel `ai-agent`. People are left to the tracker, other bots to nobody. Never delays or fails the answer.
 */
export function recordAgentRead(collector: Collector, request: LazyRequest, answer: IncomingMessage): void {
  const { headers } = request.raw;
  const type = answer.headers["content-type"] ?? "";
  const forPrograms = type.startsWith("text/markdown") || /^\/llms(-full)?\.txt$/.test(request.path);
  if (request.method !== "GET" || answer.statusCode !== 200 || !(forPrograms || type.startsWith("text/html"))) return;
  if (classifyReader(headers["user-agent"], forPrograms) !== "ai-agent") return;
  const call = {
    name: "page_viewed",
    messageId: `${newId("event")}`,
    properties: {},
    page: { path: request.path, search: request.raw.url?.split("?")[1] ?? "", referrer: headers.referer ?? "" },
    raw: null,
  };
  const browser = {
    userAgent: headers["user-agent"] ?? "",
    clientIp: request.clientIp,
    host: plainHost(headers.host),
    audience: "ai-agent" as const,
  };
  acceptCalls(collector, { sender: source, calls: [call], browser }).catch((error: unknown) =>
    request.log.debug({ err: error }, "an agent's read was not recorded"),
  );
}
