import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import type { OperationSummary, Reference } from "./schema";

/** An API's first page as Markdown: the API as a whole, and links to every operation's own. */
export function writeOverview(reference: Reference): string {
  const variables = pageVariables();
  const { PORTAL_URL } = variables;
  const link = (one: OperationSummary) =>
    `- [${one.summary}](${PORTAL_URL}${paths.operationMarkdown(one.id)}): \`${one.kind === "webhook" ? one.path : `${one.method} ${one.path}`}\`${one.deprecated ? ", deprecated" : ""}`;
  const parts = [
    `# ${reference.title}`,
    `Version ${reference.version}. The whole document: ${PORTAL_URL}${paths.apiDocument(reference.api)}`,
    reference.description.trim(),
    ...reference.servers.map(
      (server) =>
        `- \`${server.url.startsWith("/") ? PORTAL_URL : ""}${server.url}\`${server.description ? `: ${server.description.trim()}` : ""}${server.variables
          .map(
            (one) =>
              ` \`{${one.name}}\` is \`${one.default}\`${one.values.length > 1 ? ` or one of ${one.values.join(", ")}` : ""}.`,
          )
          .join("")}`,
    ),
    ...reference.authorisation.map(
      (scheme) => `Authorised by ${scheme.text}. ${scheme.description.replace(/\s+/g, " ").trim()}`,
    ),
    ...reference.groups.map((group) => `## ${group.name}\n\n${group.operations.map(link).join("\n")}`),
    reference.webhooks.length ? `## Webhook messages\n\n${reference.webhooks.map(link).join("\n")}` : "",
    reference.schemas.length
      ? `## Schemas\n\n${reference.schemas.map(({ name }) => `- [${name}](${PORTAL_URL}${paths.markdown(paths.apiSchema(reference.api, name))})`).join("\n")}`
      : "",
  ];
  return `${fillMarks(parts.filter(Boolean).join("\n\n"), variables)}\n`;
}
