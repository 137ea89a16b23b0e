import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { newWebhookSecret } from "@/lib/base/webhooks/post-webhook";
import { recordAudit } from "@/lib/events/record-audit";
import { openSecrets, sealSecrets } from "./internal/endpoint-rows";
import type { EndpointOwner } from "./save-endpoint";

/** How long the secret before signs along, so that the receiver can change over. */
const overlapMs = dayMs;

export type EndpointChange = "enable" | "disable" | "delete" | "rotate";

/**
 * Switches, deletes or gives a new secret. Returns null when the app has no such endpoint, or it was made by a call (those are changed by
 * calls, but for their secret); else the new secret of `rotate`. What waits for an endpoint that is off goes when it is on again.
 */
export async function changeEndpoint(
  db: Db,
  { appId, companyId, personId }: EndpointOwner,
  endpointId: string,
  change: EndpointChange,
): Promise<{ secret?: string } | null> {
  const actions = { enable: "enabled", disable: "disabled", delete: "deleted", rotate: "secret_rotated" } as const;
  return db.$transaction(async (tx) => {
    const row = await tx.sandboxEndpoint.findFirst({ where: { id: endpointId, appId } });
    if (!row || (change !== "rotate" && row.origin !== "console")) return null;
    const where = { id: endpointId };
    const secret = change === "rotate" ? newWebhookSecret() : undefined;
    if (secret) {
      const previous = openSecrets(row.secrets)?.secret;
      const secrets = sealSecrets({ secret, ...(previous ? { previous, previousUntilMs: nowMs() + overlapMs } : {}) });
      await tx.sandboxEndpoint.update({ where, data: { secrets } });
    } else if (change === "delete") await tx.sandboxEndpoint.delete({ where });
    else await tx.sandboxEndpoint.update({ where, data: { enabled: change === "enable", stoppedReason: null } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: personId,
      action: `webhook_endpoint.${actions[change]}`,
      subjectKind: "webhook_endpoint",
      subjectId: endpointId,
      companyId,
    });
    return secret ? { secret } : {};
  });
}
