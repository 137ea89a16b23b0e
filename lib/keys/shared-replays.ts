import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PortalError } from "@/lib/base/errors";
import type { Redis } from "@/lib/base/redis";

/** An edge that dies with a request in hand leaves its key to the next after this. */
const inHandMs = 5_000;
const askAgainMs = 20;

const begin = `
local kept = redis.call('GET', KEYS[1])
if kept then return kept end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false`;
const finish = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])";
const forget = "return redis.call('DEL', KEYS[1])";

type Kept = { fingerprint: string; answer?: unknown };

/** Answers of all edges to requests with an idempotency key, in Redis. Holds answers as JSON, and of requests only a hash. */
export class SharedReplays {
  private readonly begin;
  private readonly finish;
  private readonly forget;

  constructor(private readonly redis: Redis) {
    this.begin = redis.script(begin);
    this.finish = redis.script(finish);
    this.forget = redis.script(forget);
  }

  /**
   * Runs `act` unless an edge has or does: then its answer, if `isKept` says so of it. Throws `idempotency_mismatch` (422) for another request under the same id and
   * `unavailable` (503) when the other edge takes too long. With Redis away, runs `act`.
   */
  async run<T>(
    id: string,
    fingerprint: string,
    keepMs: number,
    act: () => Promise<T>,
    isKept: (answer: T) => boolean,
  ): Promise<T> {
    if (!this.redis.connected) return act();
    const key = [`wm:replay:${createHash("sha256").update(id).digest("base64url")}`];
    const taken = await this.take(key, fingerprint);
    if (taken) return taken.answer as T;
    try {
      const answer = await act();
      if (!isKept(answer)) await this.forget(key, []).catch(() => {});
      else
        await this.finish(key, [JSON.stringify({ fingerprint, answer } satisfies Kept), String(keepMs)]).catch(
          () => {},
        );
      return answer;
    } catch (error) {
      await this.forget(key, []).catch(() => {});
      throw error;
    }
  }

  /** The answer somebody has; null when it is ours to find. */
  private async take(key: string[], fingerprint: string): Promise<Kept | null> {
    for (let waitedMs = 0; waitedMs < inHandMs; waitedMs += askAgainMs) {
      const text = await this.begin(key, [JSON.stringify({ fingerprint }), String(inHandMs)]).catch(() => null);
      if (typeof text !== "string") return null;
      const kept = JSON.parse(text) as Kept;
      if (kept.fingerprint !== fingerprint) throw new PortalError("idempotency_mismatch");
      if (kept.answer !== undefined) return kept;
      await sleep(askAgainMs);
    }
    throw new PortalError("unavailable", "The same request is still being answered", {
      headers: { "retry-after": "1" },
    });
  }
}
