import type { Plan } from "./cursor";
import type { FileJournal } from "./file-journal";
import { recordKinds, type StoredRecord } from "./frame";
import { findSeen } from "./seen-ids";
import type { ReadLimits } from "./segment-reader";
import type { Position } from "./segments";

export type Batch = { plan: Plan; records: StoredRecord[]; damaged: number };

/**
 * Decides the next batch from `from` on: which bytes, and which rows are left out because their id was inserted before or stands
 * earlier in the batch. Null when nothing waits. Throws when the ledger cannot be asked.
 */
export async function planBatch(
  journal: FileJournal,
  journalName: string,
  from: Position,
  limits: ReadLimits,
): Promise<Batch | null> {
  const found = journal.readable(from);
  if (!found) return null;
  const { position, limit, sealed } = found;
  const { records, end, damaged } = await journal.read(position, limit, sealed, limits);
  if (end === position.offset) return null;
  // Named by its place: another cut of the same bytes is another batch, and the ids already inserted keep it from counting twice.
  const batch = `${journalName}.${position.segment}.${position.offset}.${end}`;
  const dropped = await findRepeated(records, batch);
  return { plan: { batch, from: position, to: { segment: position.segment, offset: end }, dropped }, records, damaged };
}

/** The rows of a plan made earlier, read again. */
export async function reloadBatch(journal: FileJournal, plan: Plan): Promise<Batch> {
  const { segment, offset } = plan.from;
  const found = journal.readable(plan.from);
  // Its segment is gone: it was drained to the end, only the cursor did not hear of it.
  if (found?.position.segment !== segment || found.position.offset !== offset) return { plan, records: [], damaged: 0 };
  const all = { maxRows: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };
  const { records, damaged } = await journal.read(plan.from, Math.min(plan.to.offset, found.limit), true, all);
  return { plan, records, damaged };
}

async function findRepeated(records: StoredRecord[], batch: string): Promise<number[]> {
  const first = new Map<string, number>();
  const repeated = new Set<number>();
  const ids: Record<"event" | "usage", string[]> = { event: [], usage: [] };
  for (const [index, { kind, id }] of records.entries()) {
    if (kind === recordKinds.quarantine) continue;
    const group = kind === recordKinds.event ? "event" : "usage";
    const key = `${kind}${id}`;
    if (first.has(key)) repeated.add(index);
    else {
      first.set(key, index);
      ids[group].push(id);
    }
  }
  const [events, usage] = await Promise.all([findSeen("event", ids.event, batch), findSeen("usage", ids.usage, batch)]);
  for (const id of events) repeated.add(first.get(`${recordKinds.event}${id}`) as number);
  for (const id of usage) repeated.add(first.get(`${recordKinds.usage}${id}`) as number);
  return [...repeated].sort((a, b) => a - b);
}
