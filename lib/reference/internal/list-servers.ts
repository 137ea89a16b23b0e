import { portal } from "@/lib/base/config/portal";
import type { TryServer } from "../schema";
import { fillServer } from "./describe-servers";
import type { OpenApiDocument } from "./document";

/** The portal's own sandbox, as the edge answers it. */
const ownSandbox = "/sandbox";

const trim = (url: string) => url.replace(/\/+$/, "");

/**
 * The servers Try it may call: the portal's own sandbox first (where it answers this document), then those of the document; never one that is not written in it. The live API
 * (`api.baseUrl`) takes no sandbox key, so it is left out unless `tryIt.servers` names it.
 */
export function listTryServers(document: OpenApiDocument, sandbox = true): TryServer[] {
  const { servers: wanted } = portal.tryIt;
  const named = (document.servers ?? []).map((server) => ({
    url: trim(fillServer(server)),
    label: (server.description ?? "").split("\n")[0] ?? "",
  }));
  const own = named.find(({ url }) => url === ownSandbox);
  const others = named.filter(({ url }) => {
    if (!/^https?:\/\/[^{}]+$/i.test(url) || !URL.canParse(url)) return false;
    return wanted ? wanted.some((one) => trim(one) === url) : url !== trim(portal.api.baseUrl);
  });
  return [
    ...(sandbox ? [{ url: ownSandbox, label: own?.label ?? "Sandbox, answered by this portal.", own: true }] : []),
    ...others.map((server) => ({ ...server, own: false })),
  ];
}
