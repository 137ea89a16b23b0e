import type { StepsView } from "@/components/docs/steps-view";
import { currentPerson } from "@/lib/access/current-person";
import { gatherSteps, readSteps } from "./gather-steps";

/** Which steps of a docs page the reader has done (`?verify=POST /shipments 201&verify=app_created`): the page itself is static. */
export async function GET(request: Request): Promise<Response> {
  const person = await currentPerson();
  const view: StepsView = person
    ? await gatherSteps(person, readSteps(new URL(request.url).searchParams))
    : { signedIn: false };
  return Response.json(view, { headers: { "cache-control": "no-store" } });
}
