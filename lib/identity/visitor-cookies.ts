import { cookieNames, serializeCookie } from "@/lib/base/cookies";

/**
 * Set-Cookie lines that give this browser another visitor, or none (the edge makes one at the next page). The visit under way ends with it.
 */
export function visitorCookies(visitor: { visitorId?: string; secure: boolean; days?: number }): string[] {
  const { visitorId, secure, days = 0 } = visitor;
  return [
    serializeCookie(cookieNames.visitor, visitorId ?? "", {
      maxAgeSeconds: visitorId ? days * 86_400 : 0,
      secure,
    }),
    serializeCookie(cookieNames.visit, "", { maxAgeSeconds: 0, secure }),
  ];
}
