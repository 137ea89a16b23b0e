import type { IncomingHttpHeaders } from "node:http";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import type { TokenIdentity } from "@/lib/access/schema";
import { portal } from "@/lib/base/config/portal";
import { cookieNames, parseCookies } from "@/lib/base/cookies";
import { PortalError } from "@/lib/base/errors";
import { type Browser, maxBatchBytes, maxUnpackedBytes, type Sender } from "@/lib/collector/schema";
import { openSources, type Sources } from "@/lib/events/source-cache";
import { readPlace } from "@/lib/visits/read-place";
import type { EdgeContext } from "../context";
import type { EdgeRequest } from "../door";
import { browserHeaders, plainHost, readVisitor } from "../page-visitor";

/** A packed batch may weigh as much as an unpacked one. */
const packedLimits = { maxBytes: maxUnpackedBytes, maxUnpackedBytes };
const plainLimits = { maxBytes: maxBatchBytes, maxUnpackedBytes };

/** What a collector door reads of a request's body at most. */
export function bodyLimits(headers: IncomingHttpHeaders) {
  return headers["content-encoding"] ? packedLimits : plainLimits;
}

/** Tells who sends by what they present. */
export class Senders {
  readonly sources: Sources;

  constructor(private readonly context: EdgeContext) {
    this.sources = openSources(context.db, context.changes);
    context.onClose(() => this.sources.close());
  }

  /** By `Authorization`: a write key (or a service token) as Basic user name, or a service token as Bearer. */
  async byHeader(request: EdgeRequest, authorization: string): Promise<Sender> {
    const basic = /^basic +(\S+)$/i.exec(authorization)?.[1];
    if (basic) {
      const pair = Buffer.from(basic, "base64").toString("utf8");
      return this.byKey(request, pair.split(":", 1)[0]);
    }
    const { tokenId } = requireScope(await authenticateToken(this.context.db, authorization), "events:write");
    return { kind: "service", sourceId: tokenId };
  }

  /**
   * By what stands where a dialect has its key: a write key, or the service token of a server whose library knows no other place for it.
   * A token that comes from a page is refused: its secret is out.
   */
  async byKey(request: EdgeRequest, key: string | undefined): Promise<Sender> {
    if (key?.startsWith("svc_") && !isBrowser(request)) {
      const identity = await this.token(key);
      if (identity) return { kind: "service", sourceId: requireScope(identity, "events:write").tokenId };
    }
    const sourceId = key ? await this.sources.getSourceId(key) : null;
    if (sourceId) return { kind: "public", sourceId };
    throw new PortalError(
      "unauthorized",
      "Send the source's write key as Basic user name, or in the body where this API has its key",
      // Not Basic: a browser would ask the reader of the page for a password.
      { headers: { "www-authenticate": 'Bearer realm="portal"' } },
    );
  }

  /** Whose service token this is; null when nobody's. */
  token(secret: string): Promise<TokenIdentity | null> {
    return authenticateToken(this.context.db, `Bearer ${secret}`);
  }
}

function isBrowser({ raw: { headers } }: EdgeRequest): boolean {
  return browserHeaders.some((name) => headers[name] !== undefined);
}

/** What a browser says of itself with every request; null for programs, which name their visitors themselves. */
export function readBrowser(request: EdgeRequest): Browser | null {
  const { headers } = request.raw;
  const visitorId = readVisitor(headers);
  if (!visitorId && !isBrowser(request)) return null;
  return {
    userAgent: headers["user-agent"] ?? "",
    clientIp: request.clientIp,
    visitorId,
    visitCookie: visitorId ? parseCookies(headers.cookie).get(cookieNames.visit) : undefined,
    host: plainHost(headers.host),
    ...readPlace(headers, portal.visits.countryHeader, request.isProxied),
  };
}
