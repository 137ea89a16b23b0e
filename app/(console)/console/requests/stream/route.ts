import { callHub } from "@/app/api/console/call-hub";
import { answerEvents } from "@/app/api/console/event-stream";
import { toLogRow } from "@/components/usage/log-row";
import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { matchesRequest } from "@/lib/usage/matches-request";
import { readChoice, toRequestFilter } from "../read-choice";

export const dynamic = "force-dynamic";

/**
 * Server-sent events for the request log: `rows` (JSON, newest first; the id is where to go on from), `fault` (away, back), `skipped` (how
 * many were dropped for a slow reader). Filters as in the page's address; `after` or Last-Event-ID (milliseconds) brings what came in between.
 */
export async function GET(request: Request): Promise<Response> {
  const person = await currentPerson();
  if (!person) return answerProblem(new PortalError("unauthorized", "Sign in first."));
  const query = new URL(request.url).searchParams;
  const filter = toRequestFilter(readChoice(Object.fromEntries(query)));
  const after = Number(request.headers.get("last-event-id") ?? query.get("after"));
  const sinceMs = Number.isSafeInteger(after) && after > 0 ? after : nowMs();
  return answerEvents(request.signal, person.id, ({ send }) => {
    let skipped = 0;
    return callHub().watch({
      companyId: person.companyId,
      sinceMs,
      onCalls(calls) {
        const rows = calls.filter((call) => matchesRequest(call.request, filter)).map((call) => toLogRow(call.request));
        if (rows.length === 0) return;
        if (skipped && send("skipped", skipped)) skipped = 0;
        if (!send("rows", rows, Math.max(...calls.map(({ receivedMs }) => receivedMs)))) skipped += rows.length;
      },
      onFault: (fault) => send("fault", fault ? "away" : "back"),
    });
  });
}
