import type { Logger } from "@/lib/base/log";
import type { Db } from "@/lib/base/postgres";
import { addDetails, type DetailRow } from "./internal/detail-rows";
import { redactBody, redactText } from "./internal/redact-body";
import { keepHeaders } from "./internal/redact-headers";
import type { CallTiming, SentMessage } from "./schema";

/** A call as whoever answered it saw it; nothing is redacted yet. */
export type AnsweredCall = {
  id: string;
  appId: string;
  companyId: string;
  personId: string;
  at: Date;
  operation: string;
  method: string;
  /** With its query. */
  path: string;
  status: number;
  request: RawMessage;
  response: RawMessage;
  timing: CallTiming;
};

export type RawMessage = {
  headers: Record<string, string | string[] | number | undefined>;
  /** Parsed JSON; undefined: there is none. */
  body?: unknown;
  /** The beginning of a body that is not JSON. */
  text?: string;
  note?: string;
};

export type DetailKeeper = {
  /** Takes a call or lets it go; neither waits nor throws. */
  note(call: AnsweredCall): void;
  /** Resolves when all that was taken is stored or given up. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** How often what was taken is stored: one statement, however many calls. */
const everyMs = 500;
/** Calls taken between two of these, of one app and of all: at most 32 MB wait, and a client under load costs the edge no more than that. */
const mostOfApp = 50;
const mostWaiting = 1_000;

/**
 * Keeps headers and bodies of answered calls for the request log. Calls are redacted and wait in memory; every half second they are stored
 * together. A store that is away, or a client that calls faster, costs the log some details: never the caller anything.
 */
export function openDetailKeeper(db: Db, log: Logger): DetailKeeper {
  let waiting: DetailRow[] = [];
  let perApp = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let storing: Promise<void> = Promise.resolve();
  let away = false;

  const store = async () => {
    timer = undefined;
    const rows = waiting;
    waiting = [];
    perApp = new Map();
    if (rows.length === 0) return;
    try {
      await addDetails(db, rows);
      away = false;
    } catch (error) {
      if (!away) log.warn({ err: error }, "the request log cannot keep headers and bodies");
      away = true;
    }
  };
  const flush = () => {
    clearTimeout(timer);
    storing = storing.then(store);
    return storing;
  };

  return {
    note(call) {
      const ofApp = perApp.get(call.appId) ?? 0;
      if (ofApp >= mostOfApp || waiting.length >= mostWaiting) return;
      perApp.set(call.appId, ofApp + 1);
      try {
        waiting.push(toRow(call));
      } catch (error) {
        log.warn({ err: error }, "a call could not be kept for the request log");
      }
      timer ??= setTimeout(flush, everyMs).unref();
    },
    flush,
    close: flush,
  };
}

function toRow({ request, response, timing, status, path, ...call }: AnsweredCall): DetailRow {
  return {
    ...call,
    path: redactText(path),
    passed: status >= 200 && status < 300,
    request: JSON.stringify(toMessage(request)),
    response: JSON.stringify(toMessage(response)),
    timing: JSON.stringify(timing),
  };
}

function toMessage({ headers, body, text, note }: RawMessage): SentMessage {
  const kept: SentMessage = { headers: keepHeaders(headers), ...(body === undefined ? {} : redactBody(body)) };
  if (text !== undefined) kept.text = redactText(text);
  if (note) kept.note = note;
  return kept;
}
