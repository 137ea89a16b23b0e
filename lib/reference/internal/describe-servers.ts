import { portal } from "@/lib/base/config/portal";
import { renderMarkdown } from "@/lib/base/render-markdown";
import type { Server } from "../schema";
import type { ServerObject } from "./document";

/** An address with its variables at their defaults (OpenAPI 3.1, 4.8.6). */
export function fillServer({ url, variables = {} }: ServerObject): string {
  return url.replace(/\{([^}]+)\}/g, (whole, name: string) => variables[name]?.default ?? whole);
}

export function describeServers(servers: ServerObject[] | undefined): Server[] {
  return (Array.isArray(servers) ? servers : [])
    .filter((server) => typeof server?.url === "string")
    .map((server) => ({
      url: server.url,
      address: fillServer(server),
      description: server.description ?? "",
      descriptionHtml: renderMarkdown(server.description ?? ""),
      variables: Object.entries(server.variables ?? {}).map(([name, variable]) => ({
        name,
        default: String(variable.default ?? ""),
        values: (variable.enum ?? []).map(String),
        description: variable.description ?? "",
      })),
    }));
}

/**
 * Where samples call: the first server. A path of a server (`/v1`) is one of the API's host, `api.baseUrl`: documents are written there, and the
 * portal answers its own sandbox only. Null without a server, or when its address is none (a variable that nobody describes).
 */
export function callAddress(servers: Server[]): string | null {
  const address = servers[0]?.address;
  if (address === undefined || address.startsWith("/sandbox")) return address ?? null;
  if (!URL.canParse(address, portal.api.baseUrl)) return null;
  return /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : new URL(address, portal.api.baseUrl).href;
}
