import { nowMs, secondMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { DeliveryOutcome } from "@/lib/base/webhooks/delivery-outcome";
import { postWebhook } from "@/lib/base/webhooks/post-webhook";
import { nextAttemptDelayMs } from "@/lib/base/webhooks/retry-schedule";
import { type Claimed, claimDue } from "./internal/delivery-rows";
import { signingSecrets } from "./internal/endpoint-rows";
import { allowsPrivateEndpoints } from "./internal/world";

/** The docs promise receivers as much time. */
const timeoutMs = 15 * secondMs;
/** Longer than one try takes; who dies over one is followed after that. */
const leaseMs = timeoutMs + 15 * secondMs;
/** Endpoints served at the same time, each with one message at a time. */
const maxLanes = 16;

/**
 * Delivers webhook messages of sandboxes that are due. `tick` starts what can be started and returns at once; `settled` waits for what is
 * under way. A slow endpoint holds up nobody but itself.
 */
export class WebhookEngine {
  private readonly running = new Map<string, Promise<void>>();

  constructor(private readonly options: { db: Db; signal: AbortSignal; onFault(error: unknown): void }) {}

  /** Throws when the database cannot be asked. Returns whether something was started. */
  async tick(): Promise<boolean> {
    const free = maxLanes - this.running.size;
    if (free <= 0 || this.options.signal.aborted) return false;
    const claimed = await claimDue(this.options.db, free, leaseMs, [...this.running.keys()]);
    for (const row of claimed) {
      const lane = this.deliver(row)
        .catch((error) => this.options.onFault(error))
        .finally(() => this.running.delete(row.endpoint_id));
      this.running.set(row.endpoint_id, lane);
    }
    return claimed.length > 0;
  }

  async settled(): Promise<void> {
    while (this.running.size) await Promise.all(this.running.values());
  }

  private async deliver(row: Claimed): Promise<void> {
    const { signal } = this.options;
    const startedAt = performance.now();
    const secrets = signingSecrets(row.secrets);
    const outcome: DeliveryOutcome = secrets.length
      ? await postWebhook(
          { id: row.message_id, body: row.body },
          { url: row.url, secrets, timeoutMs, allowPrivate: allowsPrivateEndpoints(), signal },
        )
      : { kind: "refused", status: null, reason: "the signing secret cannot be read: make a new one" };
    // Stopped in the middle: nobody knows whether it arrived, so it counts as not tried.
    const stopped = outcome.kind === "retry" && outcome.status === null && signal.aborted;
    await this.settle(row, stopped ? null : outcome, Math.round(performance.now() - startedAt));
  }

  private async settle(row: Claimed, outcome: DeliveryOutcome | null, durationMs: number): Promise<void> {
    const { db } = this.options;
    const where = { endpointId: row.endpoint_id, messageId: row.message_id };
    if (!outcome) {
      await db.sandboxDelivery.updateMany({ where: { ...where, state: "waiting" }, data: { leasedUntil: null } });
      return;
    }
    const at = new Date(nowMs());
    const attempts = row.attempts + 1;
    const tried = { leasedUntil: null, attempts, responseStatus: outcome.status, durationMs };
    if (outcome.kind === "delivered") {
      await db.sandboxDelivery.updateMany({
        where,
        data: { ...tried, state: "delivered", error: null, finishedAt: at },
      });
      return;
    }
    const afterMs = outcome.kind === "retry" ? outcome.afterMs : undefined;
    const delayMs = outcome.kind === "retry" ? nextAttemptDelayMs(attempts, afterMs) : null;
    const next =
      delayMs === null ? { state: "dead", finishedAt: at } : { nextAttemptAt: new Date(at.getTime() + delayMs) };
    const error = outcome.reason.slice(0, 500);
    await db.sandboxDelivery.updateMany({ where: { ...where, state: "waiting" }, data: { ...tried, ...next, error } });
    if (outcome.kind === "gone")
      await db.sandboxEndpoint.updateMany({ where: { id: row.endpoint_id }, data: { stoppedReason: error } });
  }
}
