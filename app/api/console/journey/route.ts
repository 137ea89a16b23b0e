import { gatherJourney } from "@/app/(console)/console/gather-journey";
import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { PortalError } from "@/lib/base/errors";

/** The signed-in developer's checklist, as the console's home asks for it again and again. */
export async function GET(): Promise<Response> {
  const person = await currentPerson();
  if (!person) return answerProblem(new PortalError("unauthorized", "Sign in first."));
  return Response.json(await gatherJourney(person), { headers: { "cache-control": "no-store" } });
}
