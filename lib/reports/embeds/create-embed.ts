import { dayMs, nowMs } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import type { CreateEmbedInput } from "./schema";
import { writeToken } from "./token";

/** Makes an address that shows one chart to whoever has it, until it ends or is revoked. Answers its token. */
export async function createEmbed(db: Db, input: CreateEmbedInput, personId: string): Promise<string> {
  const { chart, title, frameAncestors, validDays, ...params } = input;
  const id = newId("embed");
  const expiresAt = new Date(nowMs() + validDays * dayMs);
  const address = JSON.stringify(params);
  await db.$transaction(async (tx) => {
    await tx.embed.create({ data: { id, chart, title, address, frameAncestors, expiresAt, createdById: personId } });
    await recordAudit(tx, {
      ...{ actorKind: "person", actorId: personId, action: "embed.created", subjectKind: "embed", subjectId: id },
      after: { ...input, expiresAt },
    });
  });
  return writeToken(id, expiresAt);
}
