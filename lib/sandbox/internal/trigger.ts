import { PortalError } from "@/lib/base/errors";
import type { Db, Tx } from "@/lib/base/postgres";
import type { TriggerInput } from "../schema";
import { type Body, type Change, stamp } from "./context";
import { fire, fireChanges, type Wires } from "./fire";
import type { WebhookPlan } from "./webhook-plans";
import { changeResource, findResource, listResources, lockWorld, type Resource, saveWorld, type World } from "./world";

export type Triggered = {
  messageId: string;
  type: string;
  /** The thing it is about, when there is one. */
  id: string | null;
  deliveries: { endpointId: string; url: string }[];
};

/**
 * Makes a webhook happen: the thing it is about gets the state the event speaks of, and the message goes out. Throws `invalid_fields` for a
 * name the document has not, `not_found` for a thing that is not there, `conflict` when no endpoint wants it.
 */
export async function triggerWebhook(db: Db, appId: string, wires: Wires, input: TriggerInput): Promise<Triggered> {
  const webhook = wires.webhooks.find(({ name }) => name === input.type);
  if (!webhook) {
    const names = wires.webhooks.map(({ name }) => name).join(", ") || "none";
    throw new PortalError("invalid_fields", `The API has no webhook of this name. It has: ${names}.`, {
      errors: [{ pointer: "/type", detail: `must be one of ${names}` }],
    });
  }
  return db.$transaction(async (tx) => {
    const world = await lockWorld(tx, appId);
    const found = await findSubject(tx, appId, webhook, input.id);
    const sent = await fire(
      tx,
      world,
      wires,
      webhook,
      found && (await bring(tx, world, wires, webhook, found)),
      "trigger",
      input.data,
    );
    if (!sent) {
      throw new PortalError(
        "conflict",
        `No endpoint of this app is on and wants ${webhook.name}. Add one in the console under Webhooks.`,
      );
    }
    await saveWorld(tx, world);
    const deliveries = sent.endpoints.map(({ id, url }) => ({ endpointId: id, url }));
    return { messageId: sent.messageId, type: webhook.name, id: found?.resourceId ?? null, deliveries };
  });
}

async function findSubject(tx: Tx, appId: string, webhook: WebhookPlan, id?: string): Promise<Resource | null> {
  const collection = webhook.on?.collection;
  if (!collection) return null;
  if (!id) return (await listResources(tx, appId, collection, { limit: 1, equals: [] }))[0] ?? null;
  const found = await findResource(tx, appId, collection, id);
  if (found) return found;
  throw new PortalError("not_found", `Nothing in ${collection} has this id in your sandbox.`, {
    errors: [{ pointer: "/id", detail: "is not the id of something in your sandbox" }],
  });
}

/** Gives the thing the state the event speaks of, and sets off what else follows from that. */
async function bring(tx: Tx, world: World, wires: Wires, webhook: WebhookPlan, before: Resource) {
  const { on } = webhook;
  const collection = on?.collection ?? "";
  const { resourceId } = before;
  if (!on || !("becomes" in on) || before.body[on.field] === on.becomes)
    return { collection, resourceId, body: before.body };
  const after: Body = {
    ...before.body,
    [on.field]: on.becomes,
    ...stamp(before.body, world, ["updatedAt", "updated_at"]),
  };
  await changeResource(tx, world, collection, before, after);
  const change: Change = { collection, resourceId, before: before.body, after };
  await fireChanges(tx, world, { ...wires, webhooks: wires.webhooks.filter((other) => other !== webhook) }, [change]);
  return { collection, resourceId, body: after };
}
