import { answerProblem } from "@/lib/access/answer-problem";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { postgres } from "@/lib/base/postgres";
import { reportHeaders } from "@/lib/reports/report-headers";
import { runSql } from "@/lib/reports/sql/run-sql";
import { runSqlInput } from "@/lib/reports/sql/schema";

/** A query of the longest kind, each of its characters escaped. */
const maxBytes = 128 * 1024;

/** `POST /v1/sql`, scope `sql:read`: one SELECT over the documented views. */
export async function POST(request: Request): Promise<Response> {
  const requestId = request.headers.get("x-request-id") ?? undefined;
  try {
    const authorization = request.headers.get("authorization") ?? undefined;
    const token = requireScope(await authenticateToken(postgres(), authorization), "sql:read");
    const { sql } = parseFields(runSqlInput, await readBody(request));
    const answer = await runSql(postgres(), sql, { kind: "token", id: token.tokenId });
    return Response.json({ data: answer }, { headers: reportHeaders });
  } catch (error) {
    return answerProblem(error, requestId);
  }
}

async function readBody(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > maxBytes) throw new PortalError("too_large");
  try {
    return JSON.parse(text);
  } catch {
    throw new PortalError("invalid_json");
  }
}

/** Everything but asking. */
export function GET(request: Request): Response {
  const refusal = new PortalError("method_not_allowed", undefined, { headers: { allow: "POST" } });
  return answerProblem(refusal, request.headers.get("x-request-id") ?? undefined);
}

export { GET as DELETE, GET as PATCH, GET as PUT };
