import type { OperationPlan } from "../schema";
import { type Body, isObject } from "./context";
import type { WebhookPlan } from "./webhook-plans";
import type { World } from "./world";

/** What a message is about; null: nothing of this world, so the example stands as it is. */
export type Subject = { collection: string; resourceId: string; body: Body } | null;

/** The body of a webhook's message: the document's sample, about this thing, at the world's time. */
export function composeMessage(
  webhook: WebhookPlan,
  world: World,
  messageId: string,
  subject: Subject,
  plans: OperationPlan[],
  over: Body = {},
): string {
  const sample = webhook.sample();
  if (!isObject(sample)) return JSON.stringify(sample ?? {});
  const data = isObject(sample.data) ? (isObject(sample.data.object) ? sample.data.object : sample.data) : sample;
  if (subject) fillData(data, webhook, subject, plans);
  Object.assign(data, over);
  for (const [field, value] of Object.entries(sample)) {
    if (/^(type|event|event_?type|event_?name)$/i.test(field) && typeof value === "string")
      sample[field] = webhook.name;
    if (/^(timestamp|time|created|created_?at|occurred_?at|sent_?at)$/i.test(field))
      sample[field] = timeLike(value, world);
    if (field === "id" && data !== sample && typeof value === "string") sample[field] = messageId;
  }
  return JSON.stringify(sample);
}

function timeLike(value: unknown, world: World): unknown {
  if (typeof value === "string") return world.now.toISOString();
  return typeof value === "number" ? Math.floor(world.now.getTime() / 1_000) : value;
}

function fillData(data: Body, webhook: WebhookPlan, subject: NonNullable<Subject>, plans: OperationPlan[]): void {
  const { collection, resourceId, body } = subject;
  const names = new Set(
    plans.flatMap(({ act }) => ("idParam" in act && act.collection === collection ? [act.idParam] : [])),
  );
  const creation = plans.find(({ act }) => act.kind === "create" && act.collection === collection);
  const sample = creation?.sample();
  const known = new Set([...Object.keys(isObject(sample) ? sample : {}), ...(creation?.optionalFields ?? [])]);
  for (const field of Object.keys(data)) {
    if (field === "id" || names.has(field)) data[field] = body.id ?? resourceId;
    else if (body[field] !== undefined && body[field] !== null) data[field] = body[field];
    // This thing has no such field, though its kind may.
    else if (known.has(field) && !webhook.required.has(field)) delete data[field];
  }
}
