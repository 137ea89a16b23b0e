import { readChanges } from "./internal/load-changes";
import type { Change } from "./schema";

/** The changelog's entries without their texts, newest first: what does not have to be compiled. */
export async function listChangeTitles(): Promise<Change[]> {
  return (await readChanges()).changes.map(({ source: _, origins: __, ...change }) => change);
}
