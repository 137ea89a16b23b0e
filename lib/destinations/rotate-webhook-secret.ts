import { dayMs, nowMs } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { newWebhookSecret } from "@/lib/base/webhooks/post-webhook";
import { recordAudit } from "@/lib/events/record-audit";
import { findTarget, sealSecrets } from "./internal/targets";

/** How long the secret before signs along, so that the receiver can change over. */
const overlapMs = dayMs;

/** Gives a webhook a new signing secret and answers it, this once; null when there is no such webhook. */
export async function rotateWebhookSecret(
  db: Db,
  { destinationId, actorId }: { destinationId: string; actorId: string },
): Promise<string | null> {
  const target = await findTarget(db, destinationId);
  if (target?.kind !== "webhook" || target.builtIn) return null;
  const secret = newWebhookSecret();
  const previous = target.settings?.secret;
  const secrets = {
    secret,
    ...(previous ? { previousSecret: previous, previousUntilMs: String(nowMs() + overlapMs) } : {}),
  };
  await db.$transaction(async (tx) => {
    await tx.destination.update({ where: { id: destinationId }, data: { secrets: sealSecrets(secrets) } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "destination.secret_rotated",
      subjectKind: "destination",
      subjectId: destinationId,
    });
  });
  return secret;
}
