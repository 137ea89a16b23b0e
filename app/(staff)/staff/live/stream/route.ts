import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { mayEnter } from "@/lib/access/require-staff";
import { minuteMs, nowMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { listQuarantined } from "@/lib/events/list-quarantined";
import { listRecentEvents } from "@/lib/events/list-recent-events";
import { readLiveAddress } from "../live-address";
import { type LiveHub, liveHub } from "../live-hub";
import { isShown, type LiveFilter, type LiveRow, maxRows } from "../live-row";
import { toAcceptedRows, toAsideRows } from "../to-live-rows";

export const dynamic = "force-dynamic";

/** Below the idle time of any proxy in between. */
const beatMs = 10 * secondMs;
/** The browser connects again by itself; who lost their role meanwhile is not let in. */
const longestMs = 5 * minuteMs;
/** A break longer than that is no break: the page shows what came since when it is opened again. */
const longestBreakMs = 15 * minuteMs;
/** A browser that reads slower than rows come: what it has not read yet, in chunks, before rows are dropped for it. */
const maxUnread = 64;

/**
 * Server-sent events for the live list: `rows` (JSON, newest first; the id is where to go on from), `fault`, `skipped`, and a comment every
 * 10 s. `?after` or Last-Event-ID (milliseconds) brings what came in between. Staff only: 401 and 404 problem+json for others.
 */
export async function GET(request: Request): Promise<Response> {
  const person = await currentPerson();
  if (!person || !mayEnter(person.staffRole, [])) {
    return answerProblem(new PortalError(person ? "not_found" : "unauthorized"));
  }
  const query = new URL(request.url).searchParams;
  const filter = readLiveAddress(Object.fromEntries(query));
  const after = Number(request.headers.get("last-event-id") ?? query.get("after"));
  return new Response(openStream(liveHub(), filter, Number.isSafeInteger(after) ? after : 0, request.signal), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Compressing would hold rows back until there are enough of them.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

/** The stream of one viewer. */
function openStream(
  hub: LiveHub,
  filter: LiveFilter,
  afterMs: number,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let close = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let skipped = 0;
        let done = false;
        const write = (text: string) => {
          if (!done) controller.enqueue(encoder.encode(text));
        };
        const sendRows = (all: LiveRow[], cursorMs: number) => {
          const rows = all.filter((row) => isShown(row, filter));
          if (rows.length === 0) return;
          if ((controller.desiredSize ?? 0) < -maxUnread) {
            skipped += rows.length;
            return;
          }
          if (skipped) write(`event: skipped\ndata: ${skipped}\n\n`);
          skipped = 0;
          write(`event: rows\nid: ${cursorMs}\ndata: ${JSON.stringify(rows.slice(0, maxRows))}\n\n`);
        };
        const narrow = Boolean(filter.name || filter.source || filter.who || filter.reason);
        let unseen: { sinceMs: number; cursorMs: number } | null = null;
        let looking = false;
        // One look at a time, however fast it comes; what the hub told as well is shown once, by its key.
        const lookMyself = async () => {
          if (looking) return;
          looking = true;
          while (unseen && !done) {
            const { sinceMs, cursorMs }: { sinceMs: number; cursorMs: number } = unseen;
            unseen = null;
            // A ledger that cannot be read is told by the hub.
            const rows = await missed(filter, sinceMs).catch((): LiveRow[] => []);
            sendRows(rows, cursorMs);
          }
          looking = false;
        };
        const stopWatching = hub.watch({
          onRows(rows, cursorMs, cutSinceMs) {
            if (cutSinceMs === null || !narrow) return sendRows(rows, cursorMs);
            unseen = { sinceMs: Math.min(unseen?.sinceMs ?? cutSinceMs, cutSinceMs), cursorMs };
            void lookMyself();
          },
          onFault: (fault) => write(`event: fault\ndata: ${fault ? "away" : "back"}\n\n`),
        });
        const beat = setInterval(() => write(": beat\n\n"), beatMs);
        const end = setTimeout(() => close(), longestMs);
        close = () => {
          if (done) return;
          done = true;
          stopWatching();
          clearInterval(beat);
          clearTimeout(end);
          try {
            controller.close();
          } catch {
            // The reader went first.
          }
        };
        signal.addEventListener("abort", () => close());
        if (signal.aborted) close();
        write("retry: 1500\n: watching\n\n");
        if (afterMs > 0) {
          // Once: what came between two connections. What the hub tells as well is shown once, by its key.
          missed(filter, Math.max(afterMs, nowMs() - longestBreakMs) - 5 * secondMs)
            .then((rows) => sendRows(rows, afterMs))
            .catch(() => write("event: fault\ndata: away\n\n"));
        }
      },
      cancel: () => close(),
    },
    { highWaterMark: 1 },
  );
}

async function missed(filter: LiveFilter, sinceMs: number): Promise<LiveRow[]> {
  const common = { name: filter.name, sourceId: filter.source, limit: maxRows };
  if (filter.show === "accepted") {
    return toAcceptedRows(await listRecentEvents({ ...common, sinceMs, who: filter.who }));
  }
  return toAsideRows(
    await listQuarantined({ ...common, withinMs: Math.max(1, nowMs() - sinceMs), reason: filter.reason }),
  );
}
