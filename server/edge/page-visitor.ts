import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { dayMs, secondMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { cookieNames, parseCookies, serializeCookie } from "@/lib/base/cookies";
import { newId } from "@/lib/base/ids";
import { paths } from "@/lib/base/paths";
import { classifyAudience } from "@/lib/visits/classify-audience";
import { hasPrivacySignal } from "@/lib/visits/has-privacy-signal";

const visitorId = /^vis_[0-9a-hjkmnp-tv-z]{26}$/;
const maxAgeSeconds = (portal.visits.cookieDays * dayMs) / secondMs;

const embeds = paths.embed("");

/** Headers that every browser sends with what a page's script posts, and programs do not. */
export const browserHeaders = ["origin", "sec-fetch-site"] as const;

/** A Host header without port and `www.`, as referrers are compared. */
export function plainHost(host: string | undefined): string {
  return (host ?? "")
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^www\./, "");
}

/**
 * Whether a browser may be recognised from one page to the next: it sends no privacy signal and, where the portal asks
 * (`privacy.consent`), its reader said yes.
 */
export function mayRecognise(headers: IncomingHttpHeaders): boolean {
  if (portal.visits.respectPrivacySignals && hasPrivacySignal(headers)) return false;
  return portal.privacy.consent === "off" || parseCookies(headers.cookie).get(cookieNames.consent) === "granted";
}

/** The visitor of a request as its cookie says; nobody when the browser may not be recognised or the cookie is not one of ours. */
export function readVisitor(headers: IncomingHttpHeaders): string | undefined {
  if (!mayRecognise(headers)) return undefined;
  return heldVisitor(headers);
}

/** The visitor whose cookie a browser holds, whether it may be recognised or not. */
export function heldVisitor(headers: IncomingHttpHeaders): string | undefined {
  const given = parseCookies(headers.cookie).get(cookieNames.visitor);
  return given && visitorId.test(given) ? given : undefined;
}

/**
 * Whose visit a page request is, and the cookies its answer must set. A browser that opens a page for the first time gets a visitor
 * (at most 400 days, never prolonged); one that may not be recognised loses what it has; bots, prefetches and everything that is not
 * a page get nothing.
 */
export function resolvePageVisitor(
  request: IncomingMessage,
  secure: boolean,
): { visitorId?: string; setCookies: string[] } {
  const { headers } = request;
  if (!mayRecognise(headers)) return { setCookies: forgetVisitor(headers, secure) };
  const known = readVisitor(headers);
  if (known) return { visitorId: known, setCookies: [] };
  if (!isPageRequest(request) || classifyAudience(headers["user-agent"]) !== "human") return { setCookies: [] };
  return newVisitor(secure);
}

export function newVisitor(secure: boolean): { visitorId: string; setCookies: string[] } {
  const fresh = newId("visitor");
  return { visitorId: fresh, setCookies: [serializeCookie(cookieNames.visitor, fresh, { maxAgeSeconds, secure })] };
}

/** Takes away what a browser holds of its visitor and visit. */
export function forgetVisitor(headers: IncomingHttpHeaders, secure: boolean): string[] {
  const cookies = parseCookies(headers.cookie);
  const held = [cookieNames.visitor, cookieNames.visit].filter((name) => cookies.has(name));
  return held.map((name) => serializeCookie(name, "", { maxAgeSeconds: 0, secure }));
}

/** A person opening a page: not a prefetch, not Next's own data requests, not a chart within somebody else's page. */
function isPageRequest({ method, url, headers }: IncomingMessage): boolean {
  return (
    method === "GET" &&
    !url?.startsWith(embeds) &&
    (headers.accept ?? "").includes("text/html") &&
    headers.rsc === undefined &&
    headers["next-router-prefetch"] === undefined &&
    !/prefetch|prerender/.test(`${headers["sec-purpose"] ?? ""} ${headers.purpose ?? ""}`)
  );
}

/** The same freshness without leave for shared caches: an answer that sets a cookie is one browser's. */
export function toPrivateCaching(cacheControl: string | undefined): string {
  const kept = (cacheControl ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part && !/^(public|private|s-maxage|stale-while-revalidate|stale-if-error|proxy-)/i.test(part));
  return ["private", ...(kept.length ? kept : ["no-cache"])].join(", ");
}
