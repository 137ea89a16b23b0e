import { portal } from "@/lib/base/config/portal";
import type { Db, Tx } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import { type Mapping, mappingSchema, type SpendRow } from "../schema";
import { foldRows } from "./fold-rows";
import { guessMapping } from "./guess-mapping";
import { type FileTable, parseTable } from "./parse-table";
import { missingOf, ratesOf, readLines } from "./read-lines";

/** What files have in common that are read alike: their column names. */
const shapeOf = (table: FileTable) => hashSecret(JSON.stringify(table.header));

/** An unconfirmed import read with a mapping: the given one, else the one remembered for such files, else a guess. Null when it is gone. */
export async function readDraft(db: Db | Tx, importId: string, given?: Mapping) {
  const draft = await db.spendImport.findUnique({ where: { id: importId } });
  if (!draft || draft.confirmedAt) return null;
  const parsed = parseTable(draft.text);
  if (!("table" in parsed)) return null;
  const { table } = parsed;
  const shape = shapeOf(table);
  const known = await db.spendMapping.findUnique({ where: { shape } });
  const remembered = mappingSchema.safeParse(known?.mapping);
  // A rate is of its day: last month's must not be taken for this one's without a word.
  const mapping = given ?? (remembered.success ? { ...remembered.data, rate: "" } : guessMapping(table));
  const missing = missingOf(mapping, table.header);
  const rates = ratesOf(mapping, portal.currency);
  const read = missing.length ? { inputs: [], errors: [], badLines: 0 } : readLines(table, mapping, rates);
  const rows: Map<string, SpendRow> = foldRows(read.inputs, rates);
  return { draft, table, shape, mapping, remembered: !given && remembered.success, missing, read, rows };
}
