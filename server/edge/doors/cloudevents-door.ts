import { authenticateToken } from "@/lib/access/authenticate-token";
import { PortalError } from "@/lib/base/errors";
import { parseJson, readBody } from "@/lib/base/http";
import { acceptReads } from "@/lib/collector/accept-reads";
import { readCloudEvents } from "@/lib/collector/dialects/cloudevents";
import type { EdgeContext } from "../context";
import type { Door } from "../door";
import { bodyLimits } from "./collector-senders";
import { keyDesk } from "./key-desk";
import { openToPages } from "./open-to-pages";
import { keyResolver } from "./resolve-usage-key";

/** `POST /api/v1/events`: CloudEvents as OpenMeter takes them, structured, batched or binary, with a service token. */
export function cloudeventsDoors(context: EdgeContext): Door[] {
  const desk = keyDesk(context);
  return openToPages("POST", ["/api/v1/events"], async (request, response) => {
    const { headers } = request.raw;
    const identity = await authenticateToken(context.db, headers.authorization);
    if (!identity) {
      throw new PortalError("unauthorized", "Send a service token: Authorization: Bearer svc_...", {
        headers: { "www-authenticate": 'Bearer realm="portal"' },
      });
    }
    const { tokenId, scopes } = identity;
    const may = { events: scopes.includes("events:write"), usage: scopes.includes("usage:write") };
    if (!may.events && !may.usage) {
      throw new PortalError("forbidden", "This token lacks the scopes events:write and usage:write");
    }
    const body = await readBody(request.raw, bodyLimits(headers));
    // In binary mode an event without data has no body.
    const reads = readCloudEvents(headers, () => (body.length ? parseJson(body, "replace") : undefined), body.length);
    await acceptReads(context.collector, {
      sender: { kind: "service", sourceId: tokenId },
      reads,
      may,
      resolveKey: keyResolver(desk, tokenId),
      browser: null,
      dialect: "cloudevents",
    });
    response.writeHead(204, { "cache-control": "no-store" });
    response.end();
  });
}
