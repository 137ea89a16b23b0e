import { cookieNames, parseCookies, pathHeader, visitorHeader } from "@/lib/base/cookies";

/**
 * The visitor of a request. Behind the edge only what the edge says counts: it knows who asked not to be followed. Without one in front
 * (tests, `next dev`) the cookie does.
 */
export function currentVisitor(request: Request): string | undefined {
  const { headers } = request;
  if (headers.has(pathHeader)) return headers.get(visitorHeader) ?? undefined;
  return headers.get(visitorHeader) ?? parseCookies(headers.get("cookie")).get(cookieNames.visitor);
}
