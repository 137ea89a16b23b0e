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

/** Reports show people: nothing of them is kept by anything between here and who asked. */
export const reportHeaders = { "cache-control": "no-store", vary: "authorization, accept" };

/** A CSV download with the report's name and the day it was made. */
export function csvHeaders(name: string, at: Date): Record<string, string> {
  return {
    ...reportHeaders,
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="${name}-${at.toISOString().slice(0, 10)}.csv"`,
  };
}
