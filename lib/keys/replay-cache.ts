import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { minuteMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";

type Kept = { fingerprint: string; answer: Promise<unknown> };

/**
 * Answers to requests with an idempotency key: the same request again gets the first one's answer and does nothing, another request
 * under the same key is refused (`idempotency_mismatch`, 422). In this process's memory, for ten minutes, bounded; failures are not kept.
 */
export class ReplayCache {
  private readonly kept: LRUCache<string, Kept>;

  constructor(max = 10_000) {
    this.kept = new LRUCache({ max, ttl: 10 * minuteMs });
  }

  /** Runs `act` at most once per `caller` and `idempotencyKey`; without a key, every time. */
  run<T>(caller: string, idempotencyKey: string | undefined, request: unknown, act: () => Promise<T>): Promise<T> {
    if (idempotencyKey === undefined) return act();
    const id = JSON.stringify([caller, idempotencyKey]);
    const fingerprint = createHash("sha256").update(JSON.stringify(request)).digest("base64url");
    const known = this.kept.get(id);
    if (known && known.fingerprint !== fingerprint) {
      return Promise.reject(new PortalError("idempotency_mismatch"));
    }
    if (known) return known.answer as Promise<T>;
    const answer = act();
    this.kept.set(id, { fingerprint, answer });
    answer.catch(() => this.kept.delete(id));
    return answer;
  }
}
