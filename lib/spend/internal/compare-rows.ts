import { Decimal } from "@/lib/base/decimal";
import type { Db, Tx } from "@/lib/base/postgres";
import type { PreviewRow, SpendRow } from "../schema";
import { keyOf } from "./fold-rows";

const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** Each row beside what is stored for its day, source and campaign. A file without clicks or impressions says nothing about them: they stay. */
export async function compareRows(db: Db | Tx, rows: ReadonlyMap<string, SpendRow>): Promise<PreviewRow[]> {
  const days = [...new Set([...rows.values()].map(({ day }) => day))].sort();
  const stored = new Map<string, SpendRow>();
  if (days.length) {
    const found = await db.spendRow.findMany({
      where: { day: { gte: new Date(days[0] as string), lte: new Date(days.at(-1) as string) } },
    });
    for (const row of found) {
      const known: SpendRow = {
        day: dayOf(row.day),
        source: row.source,
        campaign: row.campaign,
        amount: row.amount.toFixed(),
        clicks: row.clicks === null ? null : Number(row.clicks),
        impressions: row.impressions === null ? null : Number(row.impressions),
      };
      stored.set(keyOf(known), known);
    }
  }
  return [...rows].map(([key, row]) => {
    const was = stored.get(key) ?? null;
    const next = {
      ...row,
      clicks: row.clicks ?? was?.clicks ?? null,
      impressions: row.impressions ?? was?.impressions ?? null,
    };
    const same =
      was !== null &&
      new Decimal(was.amount).eq(next.amount) &&
      was.clicks === next.clicks &&
      was.impressions === next.impressions;
    return { ...next, was, state: was === null ? "added" : same ? "unchanged" : "changed" };
  });
}

export function countChanges(rows: readonly PreviewRow[], lines: number) {
  const of = (state: PreviewRow["state"]) => rows.filter((row) => row.state === state).length;
  return { added: of("added"), changed: of("changed"), unchanged: of("unchanged"), merged: lines - rows.length };
}
