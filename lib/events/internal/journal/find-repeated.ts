import { recordKinds, type StoredRecord } from "./frame";
import { findSeen } from "./seen-ids";

/** Which rows of a batch are left out (their number in it), because their id was inserted before or stands earlier in the batch. Throws when the ledger cannot be asked. */
export async function findRepeated(records: StoredRecord[], batch: string): Promise<number[]> {
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
