import { toProblem } from "@/lib/base/errors";
import { toPortalError } from "@/lib/base/to-portal-error";

/** A refusal as the answer of a Next route handler: RFC 9457 problem+json. A database that is away is 503; any other fault is thrown on. */
export function answerProblem(failure: unknown, requestId?: string): Response {
  const error = toPortalError(failure);
  if (error.code === "internal" && error !== failure) throw failure;
  return new Response(JSON.stringify(toProblem(error, requestId)), {
    status: error.status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
      ...error.headers,
    },
  });
}
