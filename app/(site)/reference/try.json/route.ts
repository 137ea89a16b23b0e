import { answerProblem } from "@/lib/access/answer-problem";
import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import { getTryForm } from "@/lib/reference/get-try-form";
import { getTryRefusal } from "@/lib/reference/get-try-refusal";

/** What Try it of one operation asks for (`?operation=`). The same for everybody: no page carries it, who opens the form fetches it. */
export async function GET(request: Request): Promise<Response> {
  const id = new URL(request.url).searchParams.get("operation") ?? "";
  const form = portal.tryIt.enabled ? await getTryForm(id) : null;
  if (!form) {
    const why = portal.tryIt.enabled ? await getTryRefusal(id) : "Try it is switched off on this portal.";
    return answerProblem(new PortalError("not_found", why ?? "The reference has no such operation."));
  }
  return Response.json(form, { headers: { "cache-control": "public, max-age=60" } });
}
