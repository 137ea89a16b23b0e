import { answerProblem } from "@/lib/access/answer-problem";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { isEventName } from "@/lib/events/catalogue";
import { eventSchema, traitsSchema } from "@/lib/events/describe-catalogue";

const headers = {
  "content-type": "application/schema+json",
  "cache-control": "public, max-age=300",
  "access-control-allow-origin": "*",
};

/** /events/{name}.json: the JSON Schema of an event's properties; /events/traits-person.json and -company.json: those of traits. */
export async function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const name = (await params).file.replace(/\.json$/, "");
  const base = env().publicUrl;
  if (name === "traits-person" || name === "traits-company") {
    return Response.json(traitsSchema(name === "traits-person" ? "person" : "company", base), { headers });
  }
  if (isEventName(name)) return Response.json(eventSchema(name, base), { headers });
  const unknown = new PortalError("not_found", "The catalogue has no event of this name");
  return answerProblem(unknown, request.headers.get("x-request-id") ?? undefined);
}
