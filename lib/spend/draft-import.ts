import { cleanLine } from "@/lib/base/clean-text";
import { dayMs, now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { decodeFile } from "./internal/decode-file";
import { parseTable } from "./internal/parse-table";
import type { FileProblem } from "./schema";

/** Checks a file and keeps it for its preview, a day at most; or says why not, and nothing is kept. */
export async function draftImport(
  db: Db,
  file: { name: string; bytes: Buffer; personId: string },
): Promise<{ kind: "drafted"; importId: string } | { kind: "refused"; problem: FileProblem; line?: number }> {
  const decoded = decodeFile(file.bytes);
  if ("problem" in decoded) return { kind: "refused", ...decoded };
  const parsed = parseTable(decoded.text);
  if ("problem" in parsed) return { kind: "refused", ...parsed };
  const importId = newId("spendImport");
  await db.$transaction([
    db.spendImport.deleteMany({ where: { confirmedAt: null, createdAt: { lt: new Date(now().getTime() - dayMs) } } }),
    db.spendImport.create({
      data: {
        id: importId,
        fileName: cleanLine(file.name, 200) || "pasted text",
        text: decoded.text,
        personId: file.personId,
        createdAt: now(),
      },
    }),
  ]);
  return { kind: "drafted", importId };
}
