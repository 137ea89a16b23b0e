import { now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import type { Prisma } from "@/lib/base/prisma-client/client";
import { hashSecret } from "@/lib/base/secrets";
import { recordAudit } from "@/lib/events/record-audit";
import { recordEvent } from "@/lib/events/record-event";
import { checkLivePolicy } from "./check-live-policy";
import { announceKey } from "./internal/change-key";
import { makeSecret } from "./internal/key-format";
import { auditedParts, keySelection, toKeyView } from "./internal/key-view";
import { sealSecret } from "./internal/sealed-secret";
import type { Actor, KeyFields, KeyView, LiveKeyFacts, MissingForLive } from "./schema";

export type CreateKeyOutcome =
  | { outcome: "created"; key: KeyView; secret: string }
  | { outcome: "app_not_found" }
  | { outcome: "expiry_passed" }
  | { outcome: "live_not_allowed"; missing: MissingForLive[] };

/** Who asks for a key and for which app; `companyId` must own it. `originPath` is the page that led to it, checked by the door. */
export type KeyOwner = {
  appId: string;
  companyId: string;
  personId: string;
  actor: Actor;
  visitorId?: string;
  originPath?: string;
  /** The coding agent that asked for the key, as it calls itself. */
  agent?: string;
};

/**
 * Makes an API key. A live secret is in the answer and nowhere else: only its SHA-256 is stored; a sandbox secret is kept encrypted beside
 * it, to be shown again (decision 0025). Live keys obey the portal's policy; a refusal says what is missing.
 */
export async function createKey(
  db: Db,
  owner: KeyOwner,
  fields: KeyFields,
  facts: LiveKeyFacts,
): Promise<CreateKeyOutcome> {
  if (fields.expiresAt && fields.expiresAt <= now()) return { outcome: "expiry_passed" };
  if (fields.environment === "live") {
    const missing = checkLivePolicy(portal.keys.livePolicy, facts);
    if (missing.length > 0) return { outcome: "live_not_allowed", missing };
  }
  const secret = makeSecret(portal.organisationPrefix, fields.environment);
  const id = newId("apiKey");
  const hash = hashSecret(secret);
  const prefix = secret.slice(0, secret.lastIndexOf("_"));
  return db.$transaction(async (tx) => {
    const app = await tx.app.findFirst({
      where: { id: owner.appId, companyId: owner.companyId, archivedAt: null },
      select: { id: true },
    });
    if (!app) return { outcome: "app_not_found" };
    const row = await tx.apiKey.create({
      data: {
        id,
        appId: app.id,
        companyId: owner.companyId,
        createdById: owner.personId,
        prefix,
        start: secret.slice(0, prefix.length + 5),
        hash,
        sealedSecret: sealSecret(id, fields.environment, secret),
        originPath: owner.originPath ?? null,
        ...fields,
        metadata: fields.metadata as Prisma.InputJsonObject,
      },
      select: keySelection,
    });
    await recordEvent(tx, {
      name: "key_created",
      properties: { environment: fields.environment, origin_path: owner.originPath, agent: owner.agent },
      personId: owner.personId,
      companyId: owner.companyId,
      visitorId: owner.visitorId,
      appId: app.id,
      keyId: id,
      environment: fields.environment,
    });
    await recordAudit(tx, {
      actorKind: owner.actor.kind,
      actorId: owner.actor.id,
      action: "key.created",
      subjectKind: "key",
      subjectId: id,
      companyId: owner.companyId,
      after: auditedParts(row),
    });
    await announceKey(tx, id, hash);
    return { outcome: "created", key: toKeyView(row), secret };
  });
}
