import { answerProblem } from "@/lib/access/answer-problem";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { listPages, sections } from "../../list-pages";
import { writePages } from "../../write-pages";

export const dynamic = "force-dynamic";

/** One section of the content in one file of Markdown: `/llms-full/developers.txt`, `/llms-full/reference.txt`, ... */
export async function GET(_request: Request, { params }: { params: Promise<{ file: string }> }) {
  const { file } = await params;
  const section = sections.find((one) => file === `${one}.txt`);
  if (!section) {
    return answerProblem(new PortalError("not_found", `There is no such section. ${paths.llms} lists them all.`));
  }
  return writePages((await listPages()).filter((page) => page.section === section));
}
