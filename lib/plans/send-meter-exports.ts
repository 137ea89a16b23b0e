import Stripe from "stripe";
import { dayMs, hourMs, minuteMs, now, nowMs, secondMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { Decimal } from "@/lib/base/decimal";
import type { Db } from "@/lib/base/postgres";
import { stripeClient } from "./internal/stripe-client";

/** A sender that died leaves its row alone for this long; another one then sends it again under the same identifier. */
const claimMs = 2 * minuteMs;
const firstRetryMs = 30 * secondMs;
const lastRetryMs = 6 * hourMs;

export type Sent = { sent: number; failed: number; waiting: number };

type Row = {
  id: string;
  meterId: string;
  day: Date;
  customerId: string;
  units: { toFixed(): string };
  attempts: number;
};
type Outcome = { state: "sent" } | { state: "failed" | "pending"; error: string };

/**
 * Sends what is due in the outbox to Stripe as meter events, oldest first. The identifier is the row's id, so an event that Stripe has
 * already (a sender was killed between its answer and our note) counts as sent. 429, 5xx and a broken connection wait, longer each time;
 * what Stripe refuses for good is kept as failed with its reason. Without STRIPE_API_KEY nothing is sent.
 */
export async function sendMeterExports(db: Db): Promise<Sent> {
  const stripe = stripeClient();
  const result: Sent = { sent: 0, failed: 0, waiting: 0 };
  if (!stripe) return result;
  for (;;) {
    const row = await db.meterExport.findFirst({
      where: { state: "pending", nextAttemptAt: { lte: now() } },
      orderBy: [{ day: "asc" }, { id: "asc" }],
    });
    if (!row) return result;
    const { count } = await db.meterExport.updateMany({
      where: { id: row.id, state: "pending", nextAttemptAt: row.nextAttemptAt },
      data: { nextAttemptAt: new Date(nowMs() + claimMs) },
    });
    if (count === 0) continue;
    const outcome = await send(stripe, row);
    const { state } = outcome;
    result[state === "pending" ? "waiting" : state]++;
    await db.meterExport.update({
      where: { id: row.id },
      data: {
        state,
        attempts: row.attempts + 1,
        ...(outcome.state === "sent"
          ? { sentAt: now(), lastError: null }
          : { lastError: outcome.error, nextAttemptAt: new Date(nowMs() + retryMs(row.attempts)) }),
      },
    });
    // Stripe is away or wants less of us: the others would fare no better.
    if (state === "pending") return result;
  }
}

async function send(stripe: Stripe, row: Row): Promise<Outcome> {
  const eventName = portal.meters.find(({ id }) => id === row.meterId)?.stripeEvent;
  if (!eventName) return { state: "failed", error: "portal.config.ts names no stripeEvent for this meter any more" };
  try {
    await stripe.billing.meterEvents.create(
      {
        event_name: eventName,
        identifier: row.id,
        // The day's last second: within the billing period the usage is of.
        timestamp: Math.floor((row.day.getTime() + dayMs) / 1_000) - 1,
        payload: { stripe_customer_id: row.customerId, value: new Decimal(row.units.toFixed()).toFixed() },
      },
      // Another key for each try: under one key Stripe would repeat a 500 for a day. The identifier is what makes it once.
      { idempotencyKey: `${row.id}:${row.customerId}:${row.attempts}` },
    );
    return { state: "sent" };
  } catch (error) {
    return judge(error);
  }
}

function judge(error: unknown): Outcome {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const status = error.statusCode;
  if (
    status === 400 &&
    (error.code === "duplicate_meter_event" || /already exists with identifier/i.test(error.message))
  ) {
    return { state: "sent" };
  }
  // What Stripe says of a refused key shows a part of it.
  const detail = status === 401 ? "the API key was not accepted" : error.message.slice(0, 300);
  const reason = `${status ?? "no answer"}: ${detail}`;
  const final = status !== undefined && status >= 400 && status < 500 && ![401, 403, 408, 409, 429].includes(status);
  return { state: final ? "failed" : "pending", error: reason };
}

function retryMs(attempts: number): number {
  return Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(attempts, 20));
}
