import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import path from "node:path";

const docs = /^\/docs\//;

/**
 * Takes the router's headers off requests for docs that are not among the static pages: gated ones, and such as there are not. Next takes them
 * off by itself before it finds that no static page fits (build/templates/app-page-runtime.js), then draws HTML and refuses it as the wrong answer:
 * a 500 with an error in the log. Asked for HTML from the start it answers what it would answer anybody, and the router in the browser loads that
 * address as a whole page: the 403 page, the sign-in, the page itself. `root`: where .next lies; without a build nothing is taken off.
 */
export function openDrawWhole(root: string): (request: Pick<IncomingMessage, "url" | "headers">) => void {
  const statics = readStaticPages(root);
  return (request) => {
    if (!statics || request.headers.rsc === undefined) return;
    const address = request.url?.split("?")[0] ?? "";
    if (!docs.test(address) || statics.has(address) || statics.has(decoded(address))) return;
    for (const name of Object.keys(request.headers)) {
      if (name === "rsc" || name === "next-url" || name.startsWith("next-router-")) delete request.headers[name];
    }
  };
}

function readStaticPages(root: string): Set<string> | null {
  try {
    const text = readFileSync(path.join(root, ".next/prerender-manifest.json"), "utf8");
    return new Set(Object.keys((JSON.parse(text) as { routes: object }).routes));
  } catch {
    return null;
  }
}

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
