import { headers } from "next/headers";
import { currentDocReader } from "@/lib/access/current-doc-reader";
import { pathHeader } from "@/lib/base/cookies";
import { paths } from "@/lib/base/paths";
import { checkDocGate, type DocGate } from "@/lib/docs/check-doc-gate";

export type Refusal = Extract<DocGate, { state: "refused" }> & {
  /** The refused address. */
  path: string;
  /** The id of the plan that the reader's company is on. */
  plan: string | null;
};

/**
 * What the reader lacks for the page at the asked address. Next draws forbidden.tsx beside the page, without telling it why and before the page
 * has decided: it decides again, by the address that the edge wrote down. Null when that names no page that was refused.
 */
export async function refusalOfAddress(): Promise<Refusal | null> {
  const asked = (await headers()).get(pathHeader)?.split("?")[0] ?? "";
  const root = `${paths.docs()}/`;
  if (!asked.startsWith(root)) return null;
  try {
    const slug = decodeURIComponent(asked.slice(root.length)).replace(/\/+$/, "");
    const reader = await currentDocReader();
    const gate = await checkDocGate(slug, reader);
    return gate.state === "refused" ? { ...gate, path: asked, plan: reader?.plan ?? null } : null;
  } catch {
    return null;
  }
}
