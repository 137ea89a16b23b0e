import { highlightCode } from "@/lib/base/highlight-code";
import { fillMarks, pageVariables, toHtmlMarks } from "@/lib/base/page-variables";

/** Code with marks, highlighted and filled, ready for a CodeBlock. */
export async function highlightForPage(label: string, code: string, language: string) {
  const html = fillMarks(toHtmlMarks(await highlightCode(code, language)), pageVariables());
  return { label, language, html };
}
