import { createHash } from "node:crypto";
import { createClient } from "@redis/client";
import type { Logger } from "./log";

/** A Redis that takes longer is away: nobody waits longer for a count than for the call it is about. */
const deadlineMs = 250;
const probeEveryMs = 500;
const lastRetryMs = 1_000;

/** One Redis, that may be away at any time: calls then fail at once, and `connected` says so. It is found again by itself. */
export type Redis = {
  readonly connected: boolean;
  /** A Lua script, sent whole once and by its SHA-1 from then on. Rejects when Redis is away or does not answer within 250 ms. */
  script(text: string): (keys: string[], args: string[]) => Promise<unknown>;
  /** Told when it comes and goes. */
  onConnection(listener: (connected: boolean) => void): void;
  close(): Promise<void>;
};

/** Connects to `url` (REDIS_URL) in the background; never rejects. */
export function openRedis(url: string, log: Logger): Redis {
  return new RedisConnection(url, log);
}

class RedisConnection implements Redis {
  connected = false;
  private readonly client;
  private readonly listeners: ((connected: boolean) => void)[] = [];
  private probe: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    url: string,
    private readonly log: Logger,
  ) {
    this.client = createClient({
      url,
      // A queue would keep calls waiting for a Redis that is away; and a count that comes late is worth nothing.
      disableOfflineQueue: true,
      socket: { connectTimeout: 2_000, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, lastRetryMs) },
    });
    // The client asks for a listener; what an error means here is told by `turn`.
    this.client.on("error", () => this.turn(false));
    this.client.on("ready", () => this.turn(true));
    this.client.on("end", () => this.turn(false));
    this.client.connect().catch(() => this.turn(false));
  }

  script(text: string): (keys: string[], args: string[]) => Promise<unknown> {
    const sha = createHash("sha1").update(text).digest("hex");
    return async (keys, args) => {
      if (!this.connected) throw new Error("Redis is away");
      const options = { keys, arguments: args };
      return this.inTime(
        this.client.evalSha(sha, options).catch((error: unknown) => {
          if (!String(error).includes("NOSCRIPT")) throw error;
          return this.client.eval(text, options);
        }),
      );
    };
  }

  onConnection(listener: (connected: boolean) => void): void {
    this.listeners.push(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.probe);
    if (this.client.isOpen) this.client.destroy();
  }

  /** What is late is taken for away, and asked by nobody until it answers again. */
  private async inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    let answered = false;
    const late = new Promise<never>((_, reject) => {
      const giveUp = () => {
        if (answered) return;
        this.turn(false);
        this.probeLater();
        reject(new Error(`Redis did not answer within ${deadlineMs} ms`));
      };
      // When it was this process that was busy, its answer lies in the socket: it is read before that is decided.
      timer = setTimeout(() => setImmediate(giveUp), deadlineMs);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      answered = true;
      clearTimeout(timer);
    }
  }

  /** A connection that hangs says nothing when it is well again. */
  private probeLater(): void {
    clearTimeout(this.probe);
    if (this.closed || this.connected) return;
    this.probe = setTimeout(() => {
      const ping = this.client.isReady ? this.client.ping() : Promise.reject(new Error("not ready"));
      this.inTime(ping).then(
        () => this.turn(true),
        () => this.probeLater(),
      );
    }, probeEveryMs);
    this.probe.unref();
  }

  private turn(connected: boolean): void {
    if (this.connected === connected || this.closed) return;
    this.connected = connected;
    if (connected) this.log.info("Redis answers: limits are counted for all edges together");
    else this.log.warn("Redis is away: every edge counts limits for itself until it is back");
    for (const listener of this.listeners) listener(connected);
  }
}
