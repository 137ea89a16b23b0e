import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { composeMessage } from "./internal/compose-message";
import { enqueueMessage } from "./internal/delivery-rows";
import { openWorld } from "./internal/world";

/** Puts the document's example of an event up for one endpoint, whatever events it wants. Null when it is not there or off. */
export async function sendTestWebhook(
  db: Db,
  { appId, endpointId }: { appId: string; endpointId: string },
  event: { name: string; example: unknown },
): Promise<string | null> {
  const endpoint = await db.sandboxEndpoint.findFirst({
    where: { id: endpointId, appId, enabled: true, stoppedReason: null },
    select: { id: true },
  });
  if (!endpoint) return null;
  const id = newId("webhookMessage");
  const webhook = { name: event.name, sample: () => structuredClone(event.example), required: new Set<string>() };
  const body = composeMessage(webhook, await openWorld(db, appId), id, null, []);
  await enqueueMessage(db, appId, [endpoint], { id, type: event.name, body, cause: "test" });
  return id;
}
