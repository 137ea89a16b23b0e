import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { getOperation } from "@/lib/reference/get-operation";
import { getRequestDetail } from "@/lib/usage/get-request-detail";
import { readReplay } from "./read-replay";

/**
 * A kept sandbox call of the signed-in developer's company (`?request=req_...`), taken apart for Try it:
 * `{ operation, values: { path, query, headers, body? }, appId, note? }`. What was taken out for safety reads `[redacted]`.
 * 401 signed out, 404 not kept (older, of another company, or of no operation).
 */
export async function GET(request: Request): Promise<Response> {
  const person = await currentPerson();
  if (!person) return answerProblem(new PortalError("unauthorized", "Sign in first."));
  const id = (new URL(request.url).searchParams.get("request") ?? "").replaceAll("\0", "").slice(0, 100);
  const detail = await getRequestDetail(postgres(), person.companyId, id);
  const operation = detail?.operation ? await getOperation(detail.operation) : null;
  if (!detail || !operation) {
    return answerProblem(
      new PortalError("not_found", "This call is not kept any more, or is of no operation of the API."),
    );
  }
  return Response.json(readReplay(detail, operation.path), { headers: { "cache-control": "no-store" } });
}
