import { answerProblem } from "@/lib/access/answer-problem";
import { minuteMs, secondMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";

/** Below the idle time of any proxy in between. */
const beatMs = 10 * secondMs;
/** The browser connects again by itself; who has signed out meanwhile is not let in. */
const longestMs = 5 * minuteMs;
/** A browser that reads slower than events come: what it has not read yet, in chunks, before events are dropped for it. */
const maxUnread = 64;
/** Open at once for one person: pages close theirs when they are not seen, so this is more screens than anybody looks at. */
const mostOfPerson = 20;

// Pages and routes are other instances of the same module.
const shared = globalThis as typeof globalThis & { waymarkOpenStreams?: Map<string, number> };
shared.waymarkOpenStreams ??= new Map();
const openStreams = shared.waymarkOpenStreams;

function count(personId: string, change: 1 | -1): void {
  const left = (openStreams.get(personId) ?? 0) + change;
  if (left > 0) openStreams.set(personId, left);
  else openStreams.delete(personId);
}

export type EventSink = {
  /** Sends an event, unless its reader is too far behind (false) or gone. `data` is written as JSON. */
  send(event: string, data: unknown, id?: string | number): boolean;
};

/**
 * A response of server-sent events to a person, or 429 for who has too many open: each costs questions to the stores. `open` begins to send and answers how to stop; a comment every 10 s keeps the way open, and after five
 * minutes the stream ends, so that the browser comes again as whoever is signed in then.
 */
export function answerEvents(signal: AbortSignal, personId: string, open: (sink: EventSink) => () => void): Response {
  if ((openStreams.get(personId) ?? 0) >= mostOfPerson) {
    const headers = { "retry-after": String(longestMs / secondMs) };
    return answerProblem(new PortalError("rate_limited", `At most ${mostOfPerson} streams at once.`, { headers }));
  }
  count(personId, 1);
  const encoder = new TextEncoder();
  let close = () => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let done = false;
        const write = (text: string) => {
          if (!done) controller.enqueue(encoder.encode(text));
        };
        write("retry: 1500\n: watching\n\n");
        const stop = open({
          send(event, data, id) {
            if (done || (controller.desiredSize ?? 0) < -maxUnread) return false;
            write(`event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
            return true;
          },
        });
        const beat = setInterval(() => write(": beat\n\n"), beatMs);
        const end = setTimeout(() => close(), longestMs);
        close = () => {
          if (done) return;
          done = true;
          count(personId, -1);
          stop();
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
      },
      cancel: () => close(),
    },
    { highWaterMark: 1 },
  );
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Compressing would hold events back until there are enough of them.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
