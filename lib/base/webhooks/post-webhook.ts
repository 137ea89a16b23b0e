import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { now, secondMs } from "../clock";
import { guardedFetch } from "../guarded-fetch";
import { type DeliveryOutcome, judgeFault, judgeStatus } from "./delivery-outcome";

export type WebhookMessage = {
  /** The same on every try, so that the receiver can drop what it had. */
  id: string;
  /** JSON. */
  body: string;
};

export type WebhookTarget = {
  url: string;
  /** `whsec_...`; more than one while a secret is being changed: each signs. */
  secrets: readonly string[];
  headers?: Record<string, string>;
  timeoutMs?: number;
  allowPrivate?: boolean;
  signal?: AbortSignal;
};

/** The specification advises 15 to 30 s. */
const defaultTimeoutMs = 20 * secondMs;
/** Nobody reads the answer; a receiver that sends a book is cut off. */
const maxAnswerBytes = 16 * 1024;

/** A new signing secret, `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** The three headers of Standard Webhooks for a message sent now. */
export function signWebhook(message: WebhookMessage, secrets: readonly string[]): Record<string, string> {
  const { body } = message;
  const at = now();
  const id = toHeader(message.id);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / secondMs)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
}

/** Senders of events choose their ids: what a header cannot hold, or would lose at its ends, is percent-encoded. */
function toHeader(id: string): string {
  return /^[\x21-\x7e]+$/.test(id) ? id : encodeURIComponent(id);
}

/** Sends a message once, signed and to a guarded address. Redirects are not followed: the answer counts as a failure. */
export async function postWebhook(message: WebhookMessage, target: WebhookTarget): Promise<DeliveryOutcome> {
  try {
    const answer = await guardedFetch(target.url, {
      method: "POST",
      headers: {
        ...target.headers,
        "content-type": "application/json",
        ...signWebhook(message, target.secrets),
      },
      body: message.body,
      timeoutMs: target.timeoutMs ?? defaultTimeoutMs,
      maxBytes: maxAnswerBytes,
      longer: "cut",
      allowPrivate: target.allowPrivate,
      signal: target.signal,
    });
    return judgeStatus(answer.status, answer.headers.get("retry-after"));
  } catch (error) {
    return judgeFault(error);
  }
}
