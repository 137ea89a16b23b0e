import { newId } from "@/lib/base/ids";
import type { Tx } from "@/lib/base/postgres";
import type { OperationPlan } from "../schema";
import { composeMessage, type Subject } from "./compose-message";
import { type Body, type Change, isObject } from "./context";
import { enqueueMessage, listListeners, type Message } from "./delivery-rows";
import { syncEndpoint } from "./endpoint-rows";
import { firesOn, type WebhookPlan } from "./webhook-plans";
import type { World } from "./world";

export type Wires = { webhooks: WebhookPlan[]; plans: OperationPlan[] };

/** What changes and a finished operation set off: endpoints that calls made are kept, messages go into the outbox. */
export async function fireChanges(
  tx: Tx,
  world: World,
  wires: Wires,
  changes: Change[],
  operation?: { id: string; body: unknown },
): Promise<void> {
  for (const change of changes) {
    const fields = wires.plans.find(
      ({ endpoint, act }) => endpoint && "collection" in act && act.collection === change.collection,
    );
    if (fields?.endpoint) await syncEndpoint(tx, world, change, fields.endpoint);
    for (const webhook of wires.webhooks) {
      if (!firesOn(webhook, change)) continue;
      const body = change.after ?? change.before ?? {};
      await fire(tx, world, wires, webhook, { ...change, body }, "change");
    }
  }
  if (!operation) return;
  for (const webhook of wires.webhooks) {
    if (webhook.operation !== operation.id) continue;
    const body = isObject(operation.body) ? operation.body : {};
    const [made] = changes;
    const subject = { collection: made?.collection ?? "", resourceId: made?.resourceId ?? String(body.id ?? ""), body };
    await fire(tx, world, wires, webhook, subject, "change");
  }
}

/** Puts one message up for every endpoint that wants it; null when none does. */
export async function fire(
  tx: Tx,
  world: World,
  { plans }: Wires,
  webhook: WebhookPlan,
  subject: Subject,
  cause: Message["cause"],
  over?: Body,
): Promise<{ messageId: string; endpoints: { id: string; url: string }[] } | null> {
  const endpoints = await listListeners(tx, world.appId, webhook.name);
  if (!endpoints.length) return null;
  const messageId = newId("webhookMessage");
  const body = composeMessage(webhook, world, messageId, subject, plans, over);
  await enqueueMessage(tx, world.appId, endpoints, { id: messageId, type: webhook.name, body, cause });
  return { messageId, endpoints };
}
