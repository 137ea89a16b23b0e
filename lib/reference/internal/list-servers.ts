import { portal } from "@/lib/base/config/portal";
import { readWebAddress } from "@/lib/base/web-address";
import type { TryServer } from "../schema";
import { fillServer } from "./describe-servers";
import type { ServerObject } from "./document";

/** The portal's own sandbox, as the edge answers it. */
const ownSandbox = "/sandbox";

const trim = (url: string) => url.replace(/\/+$/, "");
const isWhole = (url: string) => /^https?:\/\//i.test(url);

/** A server's address. A path of one (`/v1`) is one of the API's host, as in samples (`callAddress`). Null when it is none. */
function resolve(url: string): string | null {
  if (/[{}]/.test(url) || !URL.canParse(url, portal.api.baseUrl)) return null;
  return isWhole(url) ? url : trim(new URL(url, portal.api.baseUrl).href);
}

/** Why a server is not called, in words for the page; null when it is. */
function refuse(given: string, url: string | null): string | null {
  const { servers: wanted, allowPrivate } = portal.tryIt;
  if (url === null) return `${given} is no address`;
  if (wanted && !wanted.some((one) => trim(one) === url)) return `this portal does not send readers' calls to ${url}`;
  const live = !isWhole(given) || url === trim(portal.api.baseUrl);
  if (!wanted && live) return `${url} is the live API, which takes no sandbox key`;
  if (readWebAddress(url, { allowPrivate })) return null;
  return `${url} is not at https:// or lies in a private network, where this portal sends nothing`;
}

/**
 * The servers Try it may call: the portal's own sandbox first (where it answers this document), then those of the operation, else of the
 * document; never one that is not written there. The live API (`api.baseUrl`) takes no sandbox key, so it is left out unless `tryIt.servers`
 * names it. `refused`: why the others are not called, a sentence each.
 */
export function listTryServers(
  given: ServerObject[] | undefined,
  sandbox = true,
): { servers: TryServer[]; refused: string[] } {
  const named = (Array.isArray(given) ? given : [])
    .filter((server) => typeof server?.url === "string")
    .map((server) => ({ given: trim(fillServer(server)), label: (server.description ?? "").split("\n")[0] ?? "" }));
  const own = sandbox ? named.find(({ given: one }) => one === ownSandbox) : undefined;
  const others = named
    .filter((server) => server !== own)
    .map((server) => ({ ...server, url: resolve(server.given) }))
    .map((server) => ({ ...server, wrong: refuse(server.given, server.url) }));
  return {
    servers: [
      ...(sandbox ? [{ url: ownSandbox, label: own?.label ?? "Sandbox, answered by this portal.", own: true }] : []),
      ...others.flatMap(({ url, label, wrong }) =>
        url !== null && wrong === null ? [{ url, label, own: false }] : [],
      ),
    ],
    refused: others.flatMap(({ wrong }) => wrong ?? []),
  };
}
