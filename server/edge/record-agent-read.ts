import type { IncomingMessage } from "node:http";
import { pageReadHeader } from "@/lib/base/cookies";
import { newId } from "@/lib/base/ids";
import { paths } from "@/lib/base/paths";
import { acceptCalls, type Collector } from "@/lib/collector/accept-calls";
import { classifyReader } from "@/lib/visits/classify-audience";
import { plainHost } from "./page-visitor";
import type { LazyRequest } from "./request";

/** Agents run no tracker: what they read is seen here, where it passes. */
const source = { kind: "public", sourceId: "edge" } as const;

/** Files made for programs that are no Markdown. */
const listFiles = /^\/llms(-full)?(\/[\w-]+)?\.txt$/;

/**
 * Records that an AI agent or crawler read a page (an audience of its own, domain.md): `page_viewed` and, for its visit, the touch with
 * channel `ai-agent`. Through MCP the pages say what they handed out in a header, which is taken off here. People are left to the tracker,
 * other bots to nobody. Never delays or fails the answer.
 */
export function recordAgentRead(collector: Collector, request: LazyRequest, answer: IncomingMessage): void {
  const { headers } = request.raw;
  const handedOut = answer.headers[pageReadHeader];
  delete answer.headers[pageReadHeader];
  if (answer.statusCode !== 200) return;
  if (request.method === "POST" && request.path === paths.mcp) {
    if (typeof handedOut === "string" && !isOtherBot(headers["user-agent"])) {
      recordViews(collector, request, handedOut.split(",").map(decodeURIComponent), "");
    }
    return;
  }
  const type = answer.headers["content-type"] ?? "";
  const forPrograms = type.startsWith("text/markdown") || listFiles.test(request.path);
  if (request.method !== "GET" || !(forPrograms || type.startsWith("text/html"))) return;
  if (classifyReader(headers["user-agent"], forPrograms) !== "ai-agent") return;
  recordViews(collector, request, [request.path], request.raw.url?.split("?")[1] ?? "");
}

/** Who speaks MCP is an agent, with or without a name, unless it says that it is another bot. */
function isOtherBot(userAgent: string | undefined): boolean {
  return Boolean(userAgent) && classifyReader(userAgent, true) === "bot";
}

function recordViews(collector: Collector, request: LazyRequest, pages: string[], search: string): void {
  const { headers } = request.raw;
  const calls = pages.map((path) => ({
    name: "page_viewed",
    messageId: `${newId("event")}`,
    properties: {},
    page: { path, search, referrer: headers.referer ?? "" },
    raw: null,
  }));
  const browser = {
    userAgent: headers["user-agent"] ?? "",
    clientIp: request.clientIp,
    host: plainHost(headers.host),
    audience: "ai-agent" as const,
  };
  acceptCalls(collector, { sender: source, calls, browser }).catch((error: unknown) =>
    request.log.debug({ err: error }, "an agent's read was not recorded"),
  );
}
