import { compilePage } from "./internal/compile-page";
import { missingAccess } from "./internal/gates";
import { docsCacheFolder, loadAllDocs } from "./internal/load-docs";
import { folderProblems } from "./internal/read-tree";
import type { DocReader, MissingAccess } from "./schema";

/**
 * Where a reader stands before an address of the docs. `open`: it has no gate; `allowed`: it has, and lets them through; `refused`: what they
 * lack; `absent`: there is no page, or none that they may hear of (`hidden`).
 */
export type DocGate =
  | { state: "absent" | "open" | "allowed" }
  | { state: "refused"; title: string; missing: MissingAccess };

export async function checkDocGate(slug: string, reader: DocReader | null): Promise<DocGate> {
  const page = (await loadAllDocs()).bySlug.get(slug);
  if (!page) return { state: "absent" };
  if (page.gates.length === 0) return { state: "open" };
  const missing = missingAccess(page.gates, reader);
  if (!missing) return { state: "allowed" };
  return page.gates.some((gate) => gate.hidden)
    ? { state: "absent" }
    : { state: "refused", title: page.title, missing };
}

/** Whether a page has a gate: only then it has to be asked who reads. */
export async function isGatedDoc(slug: string): Promise<boolean> {
  return ((await loadAllDocs()).bySlug.get(slug)?.gates.length ?? 0) > 0;
}

/** Whether it makes a difference who reads: without gates nobody has to be asked for. */
export async function hasGatedDocs(): Promise<boolean> {
  return (await loadAllDocs()).pages.some((page) => page.gates.length > 0);
}

/** Looks at what no build draws, so that a mistake in a gated page or in a folder's order stops a build as any other does. Throws ContentError. */
export async function checkUndrawnDocs(): Promise<void> {
  const [problem] = folderProblems((await loadAllDocs()).tree);
  if (problem) throw problem;
  for (const page of (await loadAllDocs()).pages.filter(({ gates }) => gates.length > 0)) {
    if (page.problem) throw page.problem;
    await compilePage(page.file, page.source, docsCacheFolder(), page.origins);
  }
}
