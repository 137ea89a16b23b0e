import { cookieNames, parseCookies, visitorHeader } from "@/lib/base/cookies";

/** The visitor of a request as the edge saw it; without an edge in front (tests, `next dev`) the cookie's. */
export function currentVisitor(request: Request): string | undefined {
  return (
    request.headers.get(visitorHeader) ||
    parseCookies(request.headers.get("cookie")).get(cookieNames.visitor) ||
    undefined
  );
}
