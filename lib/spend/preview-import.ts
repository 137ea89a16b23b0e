import { portal } from "@/lib/base/config/portal";
import { Decimal, zero } from "@/lib/base/decimal";
import type { Db } from "@/lib/base/postgres";
import { compareRows, countChanges } from "./internal/compare-rows";
import { showAmount } from "./internal/fold-rows";
import { readDraft } from "./internal/read-draft";
import type { Mapping, SpendPreview } from "./schema";

/** Rows and errors shown. */
const maxShown = 100;
const order = { changed: 0, added: 1, unchanged: 2 };

/** What confirming a file would do; without a mapping, as such a file was read last, or as it probably is. Null when there is no such draft. */
export async function previewImport(db: Db, importId: string, given?: Mapping): Promise<SpendPreview | null> {
  const read = await readDraft(db, importId, given);
  if (!read) return null;
  const compared = await compareRows(db, read.rows);
  const days = compared.map(({ day }) => day).sort();
  const total = compared.reduce((sum, { amount }) => sum.plus(amount), zero);
  const shown = (amount: string) => showAmount(amount, portal.currency);
  return {
    id: importId,
    fileName: read.draft.fileName,
    currency: portal.currency,
    header: read.table.header,
    mapping: read.mapping,
    remembered: read.remembered,
    missing: read.missing,
    lines: read.table.lines.length,
    changes: countChanges(compared, read.read.inputs.length),
    from: days[0] ?? null,
    to: days.at(-1) ?? null,
    total: shown(new Decimal(total.toFixed()).toFixed()),
    rows: [...compared]
      .sort((a, b) => order[a.state] - order[b.state])
      .slice(0, maxShown)
      .map((row) => ({
        ...row,
        amount: shown(row.amount),
        was: row.was ? { ...row.was, amount: shown(row.was.amount) } : null,
      })),
    errors: read.read.errors.slice(0, maxShown),
    badLines: read.read.badLines,
  };
}
