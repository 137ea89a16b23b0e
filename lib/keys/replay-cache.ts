import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { minuteMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import type { SharedReplays } from "./shared-replays";

type Kept = { fingerprint: string; answer: Promise<unknown> };

const keptMs = 10 * minuteMs;

/**
 * Answers to requests with an idempotency key: the same request again gets the first one's answer and does nothing, another request
 * under the same key is refused (`idempotency_mismatch`, 422). For ten minutes, bounded; failures are not kept. In this process's
 * memory, and with `shared` for all edges: then answers must be JSON, and hold no secret.
 */
export class ReplayCache {
  private readonly kept: LRUCache<string, Kept>;

  constructor(
    max = 10_000,
    private readonly shared?: SharedReplays,
  ) {
    this.kept = new LRUCache({ max, ttl: keptMs });
  }

  /** Runs `act` at most once per `caller` and `idempotencyKey`, if `isKept` says so of its answer; without a key, every time. */
  run<T>(
    caller: string,
    idempotencyKey: string | undefined,
    request: unknown,
    act: () => Promise<T>,
    isKept: (answer: T) => boolean = () => true,
  ): Promise<T> {
    if (idempotencyKey === undefined) return act();
    const id = JSON.stringify([caller, idempotencyKey]);
    const fingerprint = createHash("sha256").update(JSON.stringify(request)).digest("base64url");
    const known = this.kept.get(id);
    if (known && known.fingerprint !== fingerprint) {
      return Promise.reject(new PortalError("idempotency_mismatch"));
    }
    if (known) return known.answer as Promise<T>;
    const answer = this.shared ? this.shared.run(id, fingerprint, keptMs, act, isKept) : act();
    this.kept.set(id, { fingerprint, answer });
    const forget = () => this.kept.delete(id);
    answer.then((one) => isKept(one) || forget(), forget);
    return answer;
  }
}
