import { writeProblem } from "@/lib/base/openapi/problem";
import { DocumentError } from "./internal/document";
import { loadReferences } from "./internal/load-reference";

/** Most problems that one message tells; `npm run check` tells all. */
const mostTold = 20;

/** For builds: throws DocumentError naming what is wrong with the portal's OpenAPI documents, by file and place. */
export async function checkBuild(): Promise<void> {
  const problems = (await loadReferences()).flatMap((built) => built.problems);
  const [first] = problems;
  if (!first) return;
  const lines = problems.slice(0, mostTold).map(writeProblem);
  const rest = problems.length - lines.length;
  throw new DocumentError(
    first.file,
    "",
    `${problems.length} to mend\n${lines.join("\n")}${rest > 0 ? `\nand ${rest} more` : ""}`,
  );
}
