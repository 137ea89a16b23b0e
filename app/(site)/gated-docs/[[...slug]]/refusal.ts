import { cache } from "react";
import type { DocGate } from "@/lib/docs/check-doc-gate";

type Refusal = Extract<DocGate, { state: "refused" }>;

/** One note per request: Next draws forbidden.tsx without telling it why. */
const note = cache((): { refusal: Refusal | null } => ({ refusal: null }));

export function rememberRefusal(refusal: Refusal): void {
  note().refusal = refusal;
}

export function recallRefusal(): Refusal | null {
  return note().refusal;
}
