import { answerProblem } from "@/lib/access/answer-problem";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { createLogger, type Logger } from "@/lib/base/log";
import { postgres } from "@/lib/base/postgres";

const shared = globalThis as typeof globalThis & { waymarkReportLog?: Logger };

/** Runs one `/v1/reports` request for whoever may read reports; refusals and faults leave as RFC 9457 problem documents. */
export async function answerReport(request: Request, answer: () => Promise<Response>): Promise<Response> {
  const requestId = request.headers.get("x-request-id") ?? undefined;
  try {
    const authorization = request.headers.get("authorization") ?? undefined;
    requireScope(await authenticateToken(postgres(), authorization), "reports:read");
    return await answer();
  } catch (error) {
    if (error instanceof PortalError) return answerProblem(error, requestId);
    logOf().error({ err: error, requestId }, "a report failed");
    return answerProblem(new PortalError("internal"), requestId);
  }
}

function logOf(): Logger {
  shared.waymarkReportLog ??= createLogger("web", env().LOG_LEVEL);
  return shared.waymarkReportLog;
}

/** Reports are only read. */
export function refuseMethod(request: Request): Response {
  const refusal = new PortalError("method_not_allowed", undefined, { headers: { allow: "GET, HEAD" } });
  return answerProblem(refusal, request.headers.get("x-request-id") ?? undefined);
}
