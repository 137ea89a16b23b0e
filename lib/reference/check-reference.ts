import type { DocumentProblem } from "@/lib/base/openapi/problem";
import { findDrawingProblems } from "./internal/build-reference";
import { loadReferences } from "./internal/load-reference";

/** Everything wrong with the portal's OpenAPI documents, by file and place. Draws each page once. */
export async function checkReference(): Promise<DocumentProblem[]> {
  return (await loadReferences()).flatMap((built) => [...built.problems, ...findDrawingProblems(built)]);
}
