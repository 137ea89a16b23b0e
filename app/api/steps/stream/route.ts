import { callHub } from "@/app/api/console/call-hub";
import { answerEvents } from "@/app/api/console/event-stream";
import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { nowMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { isVerifiedBy, parseVerify } from "@/lib/docs/parse-verify";
import { gatherSteps, readSteps, waitsForFacts } from "../gather-steps";

export const dynamic = "force-dynamic";

/** How often it is looked whether an app or a key was made; calls are heard of by themselves. */
const factsMs = 3 * secondMs;

/** Server-sent events for the steps of a docs page: `steps` with the whole view (as `GET /api/steps`), at once and whenever it changes. */
export async function GET(request: Request): Promise<Response> {
  const person = await currentPerson();
  if (!person) return answerProblem(new PortalError("unauthorized", "Sign in first."));
  const steps = readSteps(new URL(request.url).searchParams);
  const verifies = steps.flatMap((text) => parseVerify(text) ?? []);
  return answerEvents(request.signal, person.id, ({ send }) => {
    let told = "";
    let asking = false;
    let again = false;
    const tell = async () => {
      again = asking;
      if (asking) return;
      asking = true;
      // A database that is away is asked again with the next call, and when the browser comes back.
      const view = await gatherSteps(person, steps).catch(() => null);
      asking = false;
      const text = JSON.stringify(view);
      if (view && text !== told && send("steps", view)) told = text;
      if (again) void tell();
    };
    const stopWatching = callHub().watch({
      companyId: person.companyId,
      sinceMs: nowMs(),
      onCalls(calls) {
        const mine = calls.filter((call) => call.personId === person.id);
        if (mine.some(({ request: call }) => verifies.some((verify) => isVerifiedBy(verify, call)))) void tell();
      },
    });
    const timer = waitsForFacts(steps) ? setInterval(tell, factsMs) : undefined;
    void tell();
    return () => {
      stopWatching();
      clearInterval(timer);
    };
  });
}
