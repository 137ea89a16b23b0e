import type { Db } from "@/lib/base/postgres";
import { Prisma } from "@/lib/base/prisma-client/client";
import { recordAudit } from "@/lib/events/record-audit";
import { checkInput, type DestinationInput, type SaveOutcome } from "./internal/check-input";
import { describeSettings } from "./internal/read-settings";
import { findTarget, sealSecrets } from "./internal/targets";

export type { DestinationInput } from "./internal/check-input";

/** Changes a destination. Secrets that are not given stay as they are. */
export async function updateDestination(
  db: Db,
  destinationId: string,
  input: DestinationInput,
  actorId: string,
): Promise<SaveOutcome> {
  const before = await findTarget(db, destinationId);
  if (!before || before.builtIn) return { kind: "not_found" };
  const checked = checkInput(before.kind, input, before.settings ?? {});
  if ("errors" in checked) return { kind: "invalid", errors: checked.errors };
  const { name, filter, mapping, settings, feed } = checked;
  const feedJson = feed ?? Prisma.DbNull;
  const secretsChanged = Object.entries(settings.secrets).some(([field, value]) => before.settings?.[field] !== value);
  await db.$transaction(async (tx) => {
    const stored = {
      name,
      config: settings.config,
      secrets: sealSecrets(settings.secrets),
      filter,
      mapping,
      feed: feedJson,
    };
    await tx.destination.update({ where: { id: destinationId }, data: stored });
    // What was left out may go now: the next run looks at everything again. What was put up stays put up.
    if (feed) await tx.feedState.deleteMany({ where: { destinationId } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId,
      action: "destination.changed",
      subjectKind: "destination",
      subjectId: destinationId,
      before: {
        name: before.name,
        ...(before.feed ? { feed: before.feed } : { filter: before.filter, mapping: before.mapping }),
        ...describeSettings(before.config),
      },
      after: {
        name,
        ...(feed ? { feed } : { filter, mapping }),
        ...describeSettings(settings.config),
        ...(secretsChanged ? { secrets: "changed" } : {}),
      },
    });
  });
  // The one before could not be read: this one is new.
  const fresh = before.kind === "webhook" && !before.settings;
  return { kind: "saved", destinationId, ...(fresh ? { secret: settings.secrets.secret } : {}) };
}
