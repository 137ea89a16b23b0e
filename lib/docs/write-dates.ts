import { writeFile } from "node:fs/promises";
import path from "node:path";
import { datesFile, readLastChanges } from "./internal/last-changed";

/**
 * Writes when each file of content/ was last changed beside the content, for builds without history (a container, a shallow clone). Dates
 * that the history does not know stay. Answers how many there are.
 */
export async function writeDates(root: string): Promise<number> {
  const times = [...(await readLastChanges(root))]
    .filter(([file]) => file !== datesFile)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  await writeFile(path.join(root, datesFile), `${JSON.stringify(Object.fromEntries(times), null, 2)}\n`);
  return times.length;
}
