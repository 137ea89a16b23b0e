import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { answerProblem } from "@/lib/access/answer-problem";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { isOwnOrigin } from "@/lib/access/check-origin";
import { pageReadHeader } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { parseJson } from "@/lib/base/http";
import { createLogger, type Logger } from "@/lib/base/log";
import { postgres } from "@/lib/base/postgres";
import { limitCaller } from "../limit-callers";
import { docsTools } from "./docs-tools";
import { openServer } from "./open-server";
import { reportTools } from "./report-tools";
import type { Call } from "./tool";

/** One message; the longest argument of any tool is a funnel. */
const maxBytes = 64 * 1024;

/** Reports show people, and who reads what is recorded: nothing of it is kept on the way. */
const noStore = { "cache-control": "no-store" };

const shared = globalThis as { waymarkMcpLog?: Logger };

/**
 * The portal as a server of the Model Context Protocol: streamable HTTP without sessions, so that any web process answers any request.
 * Docs for everybody; with a service token that has `reports:read`, each report as well. Nothing is read from cookies.
 */
export async function POST(request: Request): Promise<Response> {
  const requestId = request.headers.get("x-request-id") ?? undefined;
  try {
    return await answer(request);
  } catch (error) {
    if (error instanceof PortalError) return answerProblem(error, requestId);
    logFault(error, requestId);
    return answerProblem(new PortalError("internal"), requestId);
  }
}

function logFault(error: unknown, requestId?: string): void {
  shared.waymarkMcpLog ??= createLogger("web", env().LOG_LEVEL);
  shared.waymarkMcpLog.error({ err: error, requestId }, "an MCP request failed");
}

async function answer(request: Request): Promise<Response> {
  const origin = request.headers.get("origin");
  // A browser says whose page asks: a stranger's page, also one that made its name point here (DNS rebinding), is not served.
  if (origin !== null && !isOwnOrigin(origin, env())) {
    throw new PortalError("forbidden", "Pages of other sites may not speak to this server.");
  }
  const authorization = request.headers.get("authorization") ?? undefined;
  const identity = authorization ? await authenticateToken(postgres(), authorization) : null;
  const address = request.headers.get("x-forwarded-for") ?? "";
  // A wrong token counts against its address, so that nobody guesses without end.
  if (identity) limitCaller("token", identity.tokenId);
  else limitCaller("address", address);
  if (authorization && !identity) {
    throw new PortalError("unauthorized", "This token is not accepted. The docs need none; reports need svc_...", {
      headers: { "www-authenticate": 'Bearer realm="portal"' },
    });
  }
  const parsedBody = parseJson(await readBody(request));
  if (Array.isArray(parsedBody)) {
    throw new PortalError("bad_request", "One message per request: the protocol has no batches since 2025-06-18.");
  }
  const tools = identity?.scopes.includes("reports:read") ? [...docsTools, ...reportTools()] : docsTools;
  const requestId = request.headers.get("x-request-id") ?? undefined;
  const call: Call = { reads: new Set(), onFault: (error) => logFault(error, requestId) };
  const server = openServer(tools, call);
  // No session id: stateless. Plain JSON answers, because nothing here streams.
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    const response = await transport.handleRequest(request, { parsedBody });
    for (const [name, value] of Object.entries(noStore)) response.headers.set(name, value);
    // For the edge, which records who read what and takes this off.
    if (call.reads.size) response.headers.set(pageReadHeader, [...call.reads].map(encodeURIComponent).join(","));
    return response;
  } finally {
    await server.close();
  }
}

async function readBody(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > maxBytes) {
      void reader?.cancel();
      throw new PortalError("too_large", `A message may have at most ${maxBytes} bytes`);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

/** Without sessions there is nothing to listen to and nothing to end. */
function refuseMethod(request: Request): Response {
  const refusal = new PortalError("method_not_allowed", "Send messages with POST", { headers: { allow: "POST" } });
  return answerProblem(refusal, request.headers.get("x-request-id") ?? undefined);
}

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
