import { pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import type { SchemaPage } from "./schema";
import { fence, writeBodyFields } from "./write-operation";
import { writeJson } from "./write-samples";

/** One of the document's schemas as Markdown: all that its page says. */
export function writeSchema(page: SchemaPage): string {
  const { PORTAL_URL } = pageVariables();
  const used = [
    ...page.operations.map((one) => `- [${one.summary}](${PORTAL_URL}${paths.operationMarkdown(one.id)})`),
    ...page.schemas.map((name) => `- [${name}](${PORTAL_URL}${paths.markdown(paths.apiSchema(page.api, name))})`),
  ];
  const parts = [
    `# ${page.title}`,
    page.deprecated ? "**Deprecated.**" : "",
    page.content.description.trim(),
    `## Fields\n\n${writeBodyFields({ content: page.content }, "answer")}`,
    `## Example\n\n${fence("json", writeJson(page.example.value))}`,
    used.length ? `## Used by\n\n${used.join("\n")}` : "",
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}
