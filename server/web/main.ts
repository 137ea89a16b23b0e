import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import next from "next";
import { env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { createLogger } from "@/lib/base/log";
import { redactPath } from "@/lib/visits/redact-path";
import { runChild } from "../child";
import { answerStaticPage, readBuiltAddress } from "./answer-static-page";
import { openDrawWhole } from "./draw-whole";

// The pages: Next.js behind a server of our own, because `next start` cuts off at SIGTERM what it is answering.
const settings = env();
const log = createLogger("web", settings.LOG_LEVEL);
/** `npm run dev`: pages are compiled as they are asked for. */
const dev = process.argv.includes("--dev");
/** How long answers that are on their way may take after SIGTERM; `start` gives us 1.5 s. */
const drainMs = 1_000;

runChild(log, async () => {
  const { hostname, port } = new URL(settings.WEB_URL);
  // The bundle lies in dist/server, two below the root.
  const root = path.resolve(import.meta.dirname, "../..");
  const app = next({ dev, dir: root, hostname, port: Number(port) });
  await app.prepare();
  const answer = app.getRequestHandler();
  const drawWhole = dev ? undefined : openDrawWhole(root);
  const addresses = dev ? null : readAddresses(root);
  const server = createServer((request, response) => {
    logWhenDone(request, response);
    drawWhole?.(request);
    if (addresses) answerStaticPage(request, response, addresses);
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, requestId: request.headers["x-request-id"] }, "a page failed");
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("Something went wrong on our side\n");
    });
  });
  const upgrade = app.getUpgradeHandler();
  server.on("upgrade", (request, socket, head) => {
    upgrade(request, socket, head).catch(() => socket.destroy());
  });
  // The edge keeps its connections to us; ours must not end first, or it would meet a closing one.
  server.keepAliveTimeout = 75_000;
  server.listen(Number(port), hostname);
  await once(server, "listening");
  return {
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(cut);
      await app.close();
    },
  };
});

/** The address that the pages were built for and the portal's own; null without a build. */
function readAddresses(root: string): { built: string; current: string } | null {
  const built = readBuiltAddress(root);
  const current = settings.publicUrl;
  if (built === null) return null;
  // At home with another PORT that is all right; who runs a public portal can save the work.
  if (built !== current && settings.PUBLIC_URL !== undefined) {
    log.warn(
      { built, publicUrl: current },
      "the pages were built for another address, which is put right page by page: build them with PUBLIC_URL set",
    );
  }
  return { built, current };
}

/** One line per request under the id that the edge gave it (a request from elsewhere gets one here). */
function logWhenDone(request: IncomingMessage, response: ServerResponse): void {
  const begun = performance.now();
  request.headers["x-request-id"] ??= newId("request");
  const { method, headers } = request;
  // Query strings may carry e-mail addresses and tokens, an invite's path its token: only the rest of the path is kept.
  const requestPath = redactPath(request.url?.split("?")[0] ?? "");
  response.once("close", () => {
    const status = response.writableFinished ? response.statusCode : 499;
    const line = {
      requestId: headers["x-request-id"],
      method,
      path: requestPath,
      status,
      ms: Math.round(performance.now() - begun),
    };
    // Assets are most of the requests and least of the news.
    if (requestPath.startsWith("/_next/")) log.debug(line, "request");
    else log.info(line, "request");
  });
}
