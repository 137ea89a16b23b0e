import type { ServerResponse } from "node:http";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { PortalError } from "@/lib/base/errors";
import type { EdgeContext } from "../context";
import type { Door } from "../door";

/** API servers of one platform, each with one stream; far above any that one edge serves. */
const maxStreams = 1_000;
/** Keeps proxies from closing an idle stream, and tells the client that it still hears. */
const beatMs = 10_000;
/** What a reader may leave unread before it is cut: it is too slow to be told in time, and must know. */
const maxUnreadBytes = 256 * 1024;

const keyEvent = (keyId: string) => `event: key\ndata: ${JSON.stringify({ keyId })}\n\n`;
const allEvent = "event: all\ndata: {}\n\n";
const readyEvent = "event: ready\ndata: {}\n\n";

/**
 * `GET /v1/keys/changes` (`keys:verify`): server-sent events for API servers that keep answers (`X-Portal-Cache: stream`). `ready` once
 * this edge hears of changes, `key` with the id of a key that was revoked, disabled, changed or rotated, `all` when anything may have
 * changed: a company's plan did, or this edge heard nothing for a while. A comment every 10 seconds.
 */
export function keyChangesDoors(context: EdgeContext): Door[] {
  const streams = new Streams(context);
  context.stopping.addEventListener("abort", () => streams.close());
  return [
    {
      methods: ["GET"],
      path: "/v1/keys/changes",
      async handle(request, response) {
        const { authorization } = request.raw.headers;
        requireScope(await authenticateToken(context.db, authorization), "keys:verify");
        streams.open(response, authorization);
      },
    },
  ];
}

/** After a change of tokens, when streams are looked at once more. */
const secondLookMs = 500;

class Streams {
  private readonly held = new Map<ServerResponse, { authorization?: string; ready: boolean }>();
  private readonly unsubscribe: (() => void)[];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly context: EdgeContext) {
    const { changes } = context;
    this.unsubscribe = [
      changes.subscribe((kind, id) => {
        // Keys are announced by hash and by id; the hash is nobody's business.
        if (kind === "key" && id.startsWith("key_")) this.send(keyEvent(id));
        else if (kind === "plan") this.send(allEvent);
        else if (kind === "token") {
          void this.endRevoked();
          // Who knows the tokens may hear of the change after us; a second look is still within the second.
          setTimeout(() => void this.endRevoked(), secondLookMs).unref();
        }
      }),
      changes.onConnection((connected) => {
        this.send(allEvent);
        if (connected) this.greet();
      }),
    ];
    this.timer = setInterval(() => {
      this.send(": beat\n\n");
      void this.endRevoked();
    }, beatMs);
    this.timer.unref();
  }

  open(response: ServerResponse, authorization: string | undefined): void {
    if (this.held.size >= maxStreams) {
      throw new PortalError("unavailable", "Too many streams are open", { headers: { "retry-after": "10" } });
    }
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      // nginx would hold events back to fill its buffer.
      "x-accel-buffering": "no",
    });
    response.flushHeaders();
    this.held.set(response, { authorization, ready: false });
    response.on("close", () => this.held.delete(response));
    if (this.context.changes.connected) this.greet();
  }

  close(): void {
    clearInterval(this.timer);
    for (const stop of this.unsubscribe) stop();
    for (const response of this.held.keys()) response.end();
  }

  /** Says `ready` to those who have not been told yet. */
  private greet(): void {
    for (const [response, stream] of this.held) {
      if (stream.ready) continue;
      stream.ready = true;
      response.write(readyEvent);
    }
  }

  private send(text: string): void {
    for (const response of this.held.keys()) {
      if (response.writableLength > maxUnreadBytes) response.destroy();
      else response.write(text);
    }
  }

  private async endRevoked(): Promise<void> {
    for (const [response, { authorization }] of this.held) {
      // A database that is away says nothing about the token: the stream stays.
      const token = await authenticateToken(this.context.db, authorization).catch(() => undefined);
      if (token === null || token?.scopes.includes("keys:verify") === false) response.end();
    }
  }
}
