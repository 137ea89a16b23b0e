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
