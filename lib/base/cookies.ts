/** Names of the portal's cookies, and of the header in which the edge tells the pages whose visit it is. */
export const cookieNames = {
  /** The visitor, at most 400 days; set by the edge, taken away at sign-out. */
  visitor: "wm_vid",
  /** The visit under way; set by the edge. */
  visit: "wm_vst",
  /** The invite somebody is about to take, across the sign-in. */
  invite: "wm_invite",
  /** `granted` or `denied`, where the portal asks (portal.config.ts, privacy.consent); the tracker reads it. */
  consent: "wm_consent",
} as const;

/** The edge sets these on what it passes to the pages, and strips them from what comes in: the visitor, and the address as it was asked for. */
export const visitorHeader = "x-waymark-visitor";
export const pathHeader = "x-waymark-path";
/** The other way: pages that an answer handed out under another address, each percent-encoded, with commas between. The edge takes it off. */
export const pageReadHeader = "x-waymark-page-read";

/** The name of the sign-in cookie, as next-auth spells it. */
export function authCookieName(secure: boolean): string {
  return secure ? "__Secure-next-auth.session-token" : "next-auth.session-token";
}

/** The cookies of a request, decoded; a malformed one is left out. The first of a name counts, as browsers send the closest path first. */
export function parseCookies(header: string | null | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header?.split(";") ?? []) {
    const at = part.indexOf("=");
    if (at < 1) continue;
    const name = part.slice(0, at).trim();
    const raw = part.slice(at + 1).trim();
    try {
      if (!cookies.has(name)) cookies.set(name, decodeURIComponent(raw));
    } catch {
      // A value that is no percent-encoding is not one of ours.
    }
  }
  return cookies;
}

/** A Set-Cookie line for one of our cookies: HttpOnly unless `readable`, SameSite=Lax, the whole site. `maxAgeSeconds` 0 takes the cookie away. */
export function serializeCookie(
  name: string,
  value: string,
  options: { maxAgeSeconds: number; secure: boolean; readable?: boolean },
): string {
  const secure = options.secure ? "; Secure" : "";
  const hidden = options.readable ? "" : "; HttpOnly";
  return `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${options.maxAgeSeconds}${hidden}; SameSite=Lax${secure}`;
}
