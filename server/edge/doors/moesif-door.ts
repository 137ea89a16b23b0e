import { PortalError } from "@/lib/base/errors";
import { parseJson, readBody } from "@/lib/base/http";
import { acceptReads } from "@/lib/collector/accept-reads";
import { moesifDialect, moesifKinds, readMoesifBody } from "@/lib/collector/dialects/moesif";
import { maxUnpackedBytes } from "@/lib/collector/schema";
import type { ResolveKey } from "@/lib/usage/record-usage";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, sendJson } from "../door";
import type { Senders } from "./collector-senders";
import { keyDesk } from "./key-desk";
import { openToPages } from "./open-to-pages";
import { single } from "./read-api-key";
import { keyResolver } from "./resolve-usage-key";

/** Moesif's libraries send what the API was asked and what it answered along, up to 100 KB each: read and thrown away. */
const limits = { maxBytes: maxUnpackedBytes, maxUnpackedBytes: 4 * maxUnpackedBytes };

/** Every call is taken and none is refused by rules kept here. Its libraries ask again when the tag changes: it never does. */
const config = { sample_rate: 100, user_sample_rate: {}, company_sample_rate: {}, user_rules: {}, company_rules: {} };
const etag = { "x-moesif-config-etag": "waymark-1" };

/** Moesif's libraries, with a service token as application id: API calls become usage; users, companies and actions become events. */
export function moesifDoors(context: EdgeContext, senders: Senders): Door[] {
  const desk = keyDesk(context);

  async function authenticate(request: EdgeRequest) {
    const secret = single(request.raw.headers["x-moesif-application-id"]);
    const identity = secret ? await senders.token(secret) : null;
    if (!identity) {
      throw new PortalError("unauthorized", "Send a service token as X-Moesif-Application-Id");
    }
    return identity;
  }

  const receive = (kind: (typeof moesifKinds)[number], isBatch: boolean): Door["handle"] => {
    const dialect = moesifDialect(kind);
    const scope = kind === "events" ? "usage:write" : "events:write";
    return async (request, response) => {
      const { tokenId, scopes } = await authenticate(request);
      if (!scopes.includes(scope)) throw new PortalError("forbidden", `This token lacks the scope ${scope}`);
      const body = await readBody(request.raw, limits);
      const reads = readMoesifBody(kind, isBatch, parseJson(body, "replace"), body.length);
      await acceptReads(context.collector, {
        sender: { kind: "service", sourceId: tokenId },
        reads,
        may: { events: scopes.includes("events:write"), usage: scopes.includes("usage:write") },
        resolveKey: withoutWaiting(keyResolver(desk, tokenId)),
        browser: null,
        dialect,
      });
      sendJson(response, 201, {}, etag);
    };
  };

  return [
    ...moesifKinds.flatMap((kind) => [
      ...openToPages("POST", [`/v1/${kind}`], receive(kind, false)),
      ...openToPages("POST", [`/v1/${kind}/batch`], receive(kind, true)),
    ]),
    ...openToPages("GET", ["/v1/config"], async (request, response) => {
      await authenticate(request);
      sendJson(response, 200, config, etag);
    }),
    ...openToPages("GET", ["/v1/rules"], async (request, response) => {
      await authenticate(request);
      sendJson(response, 200, [], etag);
    }),
  ];
}

/**
 * Its libraries do not come back after a 429: while somebody tries invented keys at the API, calls of keys that are not known yet are set
 * aside, and those of all others are taken.
 */
function withoutWaiting(resolve: ResolveKey): ResolveKey {
  return async (reference) => {
    try {
      return await resolve(reference);
    } catch (error) {
      if (error instanceof PortalError && error.code === "rate_limited") return null;
      throw error;
    }
  };
}
