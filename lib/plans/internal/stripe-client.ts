import Stripe from "stripe";
import { secondMs } from "@/lib/base/clock";
import { env } from "@/lib/base/env";

/** Stripe's own client for STRIPE_API_KEY; null without one. It retries nothing itself: what is not acknowledged stays in the outbox. */
export function stripeClient(): Stripe | null {
  const { STRIPE_API_KEY, STRIPE_API_URL } = env();
  if (!STRIPE_API_KEY) return null;
  const { protocol, hostname, port } = new URL(STRIPE_API_URL);
  return new Stripe(STRIPE_API_KEY, {
    host: hostname,
    port: port || (protocol === "http:" ? 80 : 443),
    protocol: protocol === "http:" ? "http" : "https",
    maxNetworkRetries: 0,
    timeout: 20 * secondMs,
    telemetry: false,
  });
}
