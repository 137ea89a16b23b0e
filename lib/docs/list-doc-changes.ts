import { lastChanged } from "./internal/last-changed";
import { listDocs } from "./list-docs";
import type { DocSummary } from "./schema";

/** The docs pages by the time of their last change, newest first; pages of which it is not known, and those kept out of lists, are left out. */
export async function listDocChanges(): Promise<(DocSummary & { changedAt: string })[]> {
  const docs = (await listDocs()).filter((doc) => !doc.noindex);
  const dated = await Promise.all(docs.map(async (doc) => ({ doc, at: await lastChanged(doc.file, doc.updated) })));
  return dated
    .flatMap(({ doc, at }) => (at === null ? [] : [{ ...doc, changedAt: at }]))
    .sort((a, b) => Date.parse(b.changedAt) - Date.parse(a.changedAt) || (a.slug < b.slug ? -1 : 1));
}
