import { writeProblem } from "@/lib/base/openapi/problem";
import { loadReference } from "./internal/load-reference";
import type { Reference } from "./schema";

/** One API as a whole by its part of the address (empty: the first one), with what is wrong in its document; null if there is none. */
export async function findReference(api: string): Promise<(Reference & { problems: string[] }) | null> {
  const built = await loadReference(api);
  if (!built) return null;
  const {
    document: _,
    resolver: __,
    operations: ___,
    places: ____,
    schemaPages: _____,
    problems,
    ...reference
  } = built;
  return { ...reference, problems: problems.map(writeProblem) };
}
