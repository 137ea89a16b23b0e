import { z } from "zod";
import { announceChange } from "@/lib/base/change-feed";
import { isStorable } from "@/lib/base/clean-text";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { randomBase62 } from "@/lib/base/secrets";
import { recordAudit } from "./record-audit";

export const sourceNameSchema = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100, "must have at most 100 characters")
  .refine(isStorable, "must not have a NUL character");

/** Makes a source of events. Its write key (`wk_` and 32 base62) is public: it may send events and nothing else. */
export async function createSource(
  db: Db,
  source: { name: string; actorId: string },
): Promise<{ sourceId: string; writeKey: string }> {
  const name = sourceNameSchema.parse(source.name);
  const sourceId = newId("source");
  const writeKey = `wk_${randomBase62(32)}`;
  await db.$transaction(async (tx) => {
    await tx.source.create({ data: { id: sourceId, name, writeKey } });
    await recordAudit(tx, {
      actorKind: "person",
      actorId: source.actorId,
      action: "source.created",
      subjectKind: "source",
      subjectId: sourceId,
      after: { name },
    });
    await announceChange(tx, "source", writeKey);
  });
  return { sourceId, writeKey };
}
