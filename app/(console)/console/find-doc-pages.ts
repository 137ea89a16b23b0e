import { paths } from "@/lib/base/paths";
import { listDocs } from "@/lib/docs/list-docs";
import { getOperation } from "@/lib/reference/get-operation";
import { openErrorExplainer, problemOf } from "./explain-error";

export type DocLink = { href: string; title: string };

/**
 * The pages that explain a call, the most telling first: the entry of its error, pages whose front matter says they explain this error or this
 * operation (`explains`), the operation's page of the reference.
 */
export async function findDocPages(call: { status: number; metadata: Record<string, unknown> }): Promise<DocLink[]> {
  const problem = call.status >= 400 ? problemOf(call.metadata) : "";
  const operationId = typeof call.metadata.operation === "string" ? call.metadata.operation : "";
  const [explain, pages, operation] = await Promise.all([
    openErrorExplainer(),
    listDocs().catch(() => []),
    operationId ? getOperation(operationId) : null,
  ]);
  const about = (word: string) =>
    word
      ? pages
          .filter((page) => page.explains?.includes(word))
          .map((page) => ({ href: paths.docs(page.slug), title: page.title }))
      : [];
  const entry = call.status >= 400 ? explain({ status: call.status, problem }) : null;
  const links = [
    ...(entry ? [{ href: entry.href, title: `${entry.title}: what it means` }] : []),
    ...about(problem),
    ...about(operationId),
    ...(operation ? [{ href: paths.operation(operation.id), title: `Reference: ${operation.summary}` }] : []),
  ];
  return links.filter(({ href }, index) => links.findIndex((one) => one.href === href) === index);
}
