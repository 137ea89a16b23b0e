import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { Prisma } from "@/lib/base/prisma-client/client";
import { recordAudit } from "@/lib/events/record-audit";
import { checkInput, type DestinationInput, type SaveOutcome } from "./internal/check-input";
import { describeSettings } from "./internal/read-settings";
import { sealSecrets } from "./internal/targets";
import type { DestinationKind } from "./schema";

/** Makes a destination, switched on. */
export async function createDestination(
  db: Db,
  kind: DestinationKind,
  input: DestinationInput,
  actorId: string,
): Promise<SaveOutcome> {
  const checked = checkInput(kind, input);
  if ("errors" in checked) return { kind: "invalid", errors: checked.errors };
  const { name, filter, mapping, settings, feed } = checked;
  const feedJson = feed ?? Prisma.DbNull;
  const destinationId = newId("destination");
  await db.$transaction(async (tx) => {
    const stored = {
      kind,
      name,
      config: settings.config,
      secrets: sealSecrets(settings.secrets),
      filter,
      mapping,
      feed: feedJson,
    };
    await tx.destination.create({ data: { id: destinationId, ...stored } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "destination.created",
      subjectKind: "destination",
      subjectId: destinationId,
      after: { kind, name, ...(feed ? { feed } : { filter, mapping }), ...describeSettings(settings.config) },
    });
  });
  return { kind: "saved", destinationId, ...(kind === "webhook" ? { secret: settings.secrets.secret } : {}) };
}
