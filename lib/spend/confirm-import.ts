import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { countChanges } from "./internal/compare-rows";
import { readDraft } from "./internal/read-draft";
import { lockSpend, writeRows } from "./internal/write-rows";
import type { Mapping, SpendChanges } from "./schema";

/**
 * Writes a drafted file's good rows and remembers how it was read. `errors`: it has bad lines and `leaveOut` was not said, or nothing can
 * be read; `gone`: confirmed before, or older than a day.
 */
export async function confirmImport(
  db: Db,
  input: { importId: string; mapping: Mapping; leaveOut: boolean; personId: string },
): Promise<{ kind: "imported"; changes: SpendChanges } | { kind: "errors" } | { kind: "gone" }> {
  const { importId, mapping, personId } = input;
  return db.$transaction(
    async (tx) => {
      await lockSpend(tx);
      const read = await readDraft(tx, importId, mapping);
      if (!read) return { kind: "gone" };
      if (read.rows.size === 0 || (read.read.badLines > 0 && !input.leaveOut)) return { kind: "errors" };
      const changes = countChanges(await writeRows(tx, read.rows), read.read.inputs.length);
      const { added, changed, unchanged } = changes;
      await tx.spendImport.update({
        where: { id: importId },
        data: { text: "", confirmedAt: now(), personId, added, changed, unchanged },
      });
      await tx.spendMapping.upsert({
        where: { shape: read.shape },
        create: { shape: read.shape, mapping },
        update: { mapping },
      });
      const rates = mapping.rate ? { [mapping.rateCurrency]: mapping.rate } : {};
      await recordAudit(tx, {
        actorKind: "person",
        actorId: personId,
        action: "spend.imported",
        subjectKind: "spend",
        subjectId: importId,
        after: { fileName: read.draft.fileName, ...changes, leftOut: read.read.badLines, rates },
      });
      return { kind: "imported", changes };
    },
    // The largest file takes a few seconds on a busy machine.
    { timeout: 30_000 },
  );
}
