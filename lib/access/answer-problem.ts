import { PortalError, toProblem } from "@/lib/base/errors";

/** A refusal as the answer of a Next route handler: RFC 9457 problem+json. What is no PortalError is thrown on. */
export function answerProblem(error: unknown, requestId?: string): Response {
  if (!(error instanceof PortalError)) throw error;
  return new Response(JSON.stringify(toProblem(error, requestId)), {
    status: error.status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
      ...error.headers,
    },
  });
}
