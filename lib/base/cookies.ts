/** Names of the portal's cookies, and of the header in which the edge tells the pages whose visit it is. */
export const cookieNames = {
  /** The visitor, at most 400 days; set by the edge, taken away at sign-out. */
  visitor: "wm_vid",
  /** The visit under way; set by the edge. */
  visit: "wm_vst",
  /** The invite somebody is about to take, across the sign-in. */
  invite: "wm_invite",
} as const;

/** The edge sets it on what it passes to the pages, and strips it from what comes in. */
export const visitorHeader = "x-waymark-visitor";

/** The name of the sign-in cookie, as next-auth spells it. */
export function authCookieName(secure: boolean): string {
  return secure ? "__Secure-next-auth.session-token" : "next-auth.session-token";
}
