import type { z } from "zod";
import { portal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { recordAudit } from "@/lib/events/record-audit";
import { compareRows, countChanges } from "./internal/compare-rows";
import { foldRows, refuseCurrency } from "./internal/fold-rows";
import { lockSpend, writeRows } from "./internal/write-rows";
import type { recordSpendInput, SpendChanges } from "./schema";

/**
 * Stores rows of spend: all or, with `invalid_fields` and a pointer per row and field, none. A row replaces what is stored for its day,
 * source and campaign; rows of one request that share these add up. Doing it twice changes nothing.
 */
export async function recordSpend(
  db: Db,
  { rows, rates, dryRun }: z.output<typeof recordSpendInput>,
  actor: { kind: "token"; id: string },
): Promise<SpendChanges> {
  const rules = { portal: portal.currency, rates };
  const errors = rows.flatMap((row, at) => {
    const detail = refuseCurrency(row, rules);
    return detail ? [{ pointer: `/rows/${at}/currency`, detail }] : [];
  });
  if (errors.length) throw new PortalError("invalid_fields", undefined, { errors });
  const folded = foldRows(rows, rules);
  if (dryRun) return countChanges(await compareRows(db, folded), rows.length);
  return db.$transaction(async (tx) => {
    await lockSpend(tx);
    const changes = countChanges(await writeRows(tx, folded), rows.length);
    await recordAudit(tx, {
      actorKind: actor.kind,
      actorId: actor.id,
      action: "spend.recorded",
      subjectKind: "spend",
      subjectId: "api",
      after: { ...changes, rates },
    });
    return changes;
  });
}
