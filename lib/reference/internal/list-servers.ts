import { portal } from "@/lib/base/config/portal";
import type { TryServer } from "../schema";
import type { OpenApiDocument } from "./document";

/** The portal's own sandbox, as the edge answers it. */
const ownSandbox = "/sandbox";

const trim = (url: string) => url.replace(/\/+$/, "");

/** An address with its variables at their defaults (OpenAPI 3.1, 4.8.6). */
function fill(url: string, variables: Record<string, { default?: string }> = {}): string {
  return url.replace(/\{([^}]+)\}/g, (whole, name: string) => variables[name]?.default ?? whole);
}

/**
 * The servers Try it may call: the portal's own sandbox first, then those of the document; never one that is not written in it. The live API
 * (`api.baseUrl`) takes no sandbox key, so it is left out unless `tryIt.servers` names it.
 */
export function listTryServers(document: OpenApiDocument): TryServer[] {
  const { servers: wanted } = portal.tryIt;
  const named = (document.servers ?? []).map((server) => ({
    url: trim(fill(server.url, (server as { variables?: Record<string, { default?: string }> }).variables)),
    label: (server.description ?? "").split("\n")[0] ?? "",
  }));
  const own = named.find(({ url }) => url === ownSandbox);
  const others = named.filter(({ url }) => {
    if (!/^https?:\/\/[^{}]+$/i.test(url) || !URL.canParse(url)) return false;
    return wanted ? wanted.some((one) => trim(one) === url) : url !== trim(portal.api.baseUrl);
  });
  return [
    { url: ownSandbox, label: own?.label ?? "Sandbox, answered by this portal.", own: true },
    ...others.map((server) => ({ ...server, own: false })),
  ];
}
