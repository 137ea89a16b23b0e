import { answerProblem } from "@/lib/access/answer-problem";
import { PortalError } from "@/lib/base/errors";
import { getDocument } from "@/lib/reference/get-document";

/** An API's OpenAPI document as JSON, for generators and for curl. */
export async function answerDocument(api: string): Promise<Response> {
  const document = await getDocument(api);
  if (!document) return answerProblem(new PortalError("not_found"));
  return Response.json(document, {
    headers: { "cache-control": "public, max-age=60", "access-control-allow-origin": "*" },
  });
}
