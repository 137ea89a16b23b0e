import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { cookieNames, parseCookies } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { parseJson, readBody } from "@/lib/base/http";
import { acceptCalls } from "@/lib/collector/accept-calls";
import { analyticsSettings } from "@/lib/collector/analytics-settings";
import { readSegmentBody, type SegmentVerb, segmentVerbs } from "@/lib/collector/dialects/segment";
import { type Browser, maxBatchBytes, maxUnpackedBytes, type Sender } from "@/lib/collector/schema";
import { openSources, type Sources } from "@/lib/events/source-cache";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, sendJson } from "../door";
import { browserHeaders, plainHost, readVisitor } from "../page-visitor";

/** Anybody's page may send with a public key; cookies never travel with these answers (no credentials allowed). */
const cors = { "access-control-allow-origin": "*" };
const preflight = {
  ...cors,
  "access-control-allow-methods": "POST, GET",
  "access-control-allow-headers": "authorization, content-type, content-encoding",
  "access-control-max-age": "86400",
};
const gzipLimits = { maxBytes: maxBatchBytes, maxUnpackedBytes };
const plainLimits = { maxBytes: maxBatchBytes };

/** The collector's addresses in the Segment dialect (contracts.md, "Collector"). */
export function collectorDoors(context: EdgeContext): Door[] {
  const settings = env();
  const sources = openSources(context.db, context.changes);
  context.onClose(() => sources.close());

  const receive =
    (verb: SegmentVerb | "batch"): Door["handle"] =>
    async (request, response) => {
      const { headers } = request.raw;
      // A wrong key is told before a byte of the body is read.
      const early = headers.authorization ? await authenticateHeader(context, sources, headers.authorization) : null;
      const body = await readBody(request.raw, headers["content-encoding"] ? gzipLimits : plainLimits);
      const { writeKey, calls } = readSegmentBody(verb, parseJson(body), body.length);
      const sender = early ?? (await authenticateKey(sources, writeKey));
      const { setCookies } = await acceptCalls(context.collector, { sender, calls, browser: readBrowser(request) });
      if (setCookies.length) response.setHeader("set-cookie", setCookies);
      sendJson(response, 200, { success: true }, cors);
    };

  return [
    ...([...segmentVerbs, "batch"] as const).flatMap((verb): Door[] => [
      { methods: ["POST"], path: `/v1/${verb}`, handle: receive(verb) },
      { methods: ["OPTIONS"], path: `/v1/${verb}`, handle: (_request, response) => answerPreflight(response) },
    ]),
    {
      methods: ["GET"],
      path: "/v1/projects/*",
      async handle(request, response) {
        const writeKey = /^\/v1\/projects\/([^/]+)\/settings$/.exec(request.path)?.[1];
        if (!writeKey || !(await sources.getSourceId(writeKey))) throw new PortalError("not_found");
        const headers = { ...cors, "cache-control": "public, max-age=300" };
        sendJson(response, 200, analyticsSettings(writeKey, settings.publicUrl), headers);
      },
    },
  ];
}

function answerPreflight(response: Parameters<Door["handle"]>[1]): void {
  response.writeHead(204, preflight);
  response.end();
}

async function authenticateHeader(context: EdgeContext, sources: Sources, authorization: string): Promise<Sender> {
  const basic = /^basic +(\S+)$/i.exec(authorization)?.[1];
  if (basic) {
    const pair = Buffer.from(basic, "base64").toString("utf8");
    return authenticateKey(sources, pair.split(":", 1)[0]);
  }
  const { tokenId } = requireScope(await authenticateToken(context.db, authorization), "events:write");
  return { kind: "service", sourceId: tokenId };
}

async function authenticateKey(sources: Sources, writeKey: string | undefined): Promise<Sender> {
  const sourceId = writeKey ? await sources.getSourceId(writeKey) : null;
  if (sourceId) return { kind: "public", sourceId };
  throw new PortalError("unauthorized", "Send the source's write key as Basic user name or as `writeKey` in the body", {
    // Not Basic: a browser would ask the reader of the page for a password.
    headers: { ...cors, "www-authenticate": 'Bearer realm="portal"' },
  });
}

/** What a browser says of itself with every request; null for programs, which name their visitors themselves. */
function readBrowser(request: EdgeRequest): Browser | null {
  const { headers } = request.raw;
  const visitorId = readVisitor(headers);
  if (!visitorId && !browserHeaders.some((name) => headers[name] !== undefined)) return null;
  return {
    userAgent: headers["user-agent"] ?? "",
    clientIp: request.clientIp,
    visitorId,
    visitCookie: visitorId ? parseCookies(headers.cookie).get(cookieNames.visit) : undefined,
    host: plainHost(headers.host),
  };
}
