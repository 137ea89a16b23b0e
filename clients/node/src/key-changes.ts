import type { ClientRequest } from "node:http";
import type { Transport } from "./transport.js";

/** The edge beats every 10 s: after this silence the connection is taken for dead. */
const silenceMs = 25_000;
const firstPauseMs = 250;
const longestPauseMs = 15_000;
/** A portal that does not know the address, or refuses the token, is not asked again at once. */
const refusedPauseMs = 60_000;

export type ChangeHandlers = {
  /** From now on every change arrives. */
  onReady(): void;
  /** The key was revoked, disabled, changed or rotated. */
  onKey(keyId: string): void;
  /** Anything may have changed. */
  onAll(): void;
  /** Changes may be missed from now on. */
  onLost(): void;
  onWarning(message: string): void;
};

/** Follows `GET /v1/keys/changes` (server-sent events), for as long as it is not closed. */
export class KeyChanges {
  readonly #transport: Transport;
  readonly #handlers: ChangeHandlers;
  #request: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = firstPauseMs;
  #closed = false;
  #ready = false;

  constructor(transport: Transport, handlers: ChangeHandlers) {
    this.#transport = transport;
    this.#handlers = handlers;
    this.#connect();
  }

  get ready(): boolean {
    return this.#ready;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#request?.destroy();
    this.#lose();
  }

  #connect(): void {
    if (this.#closed) return;
    const request = this.#transport.open("/v1/keys/changes", { accept: "text/event-stream" });
    this.#request = request;
    let ended = false;
    const end = (why: string, pauseMs?: number) => {
      if (ended) return;
      ended = true;
      request.destroy();
      this.#lose();
      if (this.#closed) return;
      this.#handlers.onWarning(`changes of keys do not arrive (${why}): nothing is cached meanwhile`);
      const wait = pauseMs ?? this.#pauseMs * (0.5 + Math.random() / 2);
      this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
      this.#after(wait, () => this.#connect());
    };
    const listen = () => this.#after(silenceMs, () => end("silence"));
    listen();
    request.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    request.on("response", (response) => {
      const status = response.statusCode ?? 0;
      if (status !== 200) {
        response.resume();
        end(`status ${status}`, status >= 400 && status < 500 ? refusedPauseMs : undefined);
        return;
      }
      const read = readEvents((event, data) => this.#take(event, data));
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (ended) return;
        listen();
        read(chunk);
      });
      response.on("error", () => end("cut off"));
      response.on("close", () => end("closed"));
    });
  }

  #take(event: string, data: string): void {
    if (event === "ready") {
      this.#pauseMs = firstPauseMs;
      this.#ready = true;
      this.#handlers.onReady();
    } else if (event === "key") {
      const keyId = readKeyId(data);
      // What cannot be read may be about any key.
      if (keyId) this.#handlers.onKey(keyId);
      else this.#handlers.onAll();
    } else if (event === "all") this.#handlers.onAll();
  }

  #lose(): void {
    if (!this.#ready) return;
    this.#ready = false;
    this.#handlers.onLost();
  }

  #after(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
    this.#timer.unref();
  }
}

function readKeyId(data: string): string | undefined {
  try {
    const { keyId } = JSON.parse(data) as { keyId?: unknown };
    return typeof keyId === "string" ? keyId : undefined;
  } catch {
    return undefined;
  }
}

/** A reader of server-sent events that takes text in any pieces. */
export function readEvents(take: (event: string, data: string) => void): (chunk: string) => void {
  let [rest, event, data] = ["", "", ""];
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const raw of lines) {
      const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
      if (line === "") {
        if (event) take(event, data);
        [event, data] = ["", ""];
      } else if (line.startsWith("event:")) event = line.slice(6).trim();
      else if (line.startsWith("data:")) data += line.slice(5).trim();
    }
  };
}
