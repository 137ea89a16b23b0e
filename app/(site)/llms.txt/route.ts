import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { listDocs } from "@/lib/docs/list-docs";
import { listOperations } from "@/lib/reference/list-operations";

// The portal's address is known when it runs, not when it is built.
export const dynamic = "force-dynamic";

/** The portal's table of contents for language models (llmstxt.org). */
export async function GET() {
  const base = env().publicUrl;
  const [docs, operations] = await Promise.all([listDocs(), listOperations()]);
  const audienceTitles = {
    developers: "Docs",
    authors: "For authors",
    marketers: "For marketers",
    operators: "For operators",
  } as const;
  const groups = Object.entries(audienceTitles).map(([audience, title]) => {
    const lines = docs
      .filter((doc) => doc.audience === audience && !doc.noindex)
      .map((doc) => `- [${doc.title}](${base}${paths.docsMarkdown(doc.slug)}): ${doc.description}`);
    return lines.length ? `## ${title}\n\n${lines.join("\n")}` : "";
  });
  const reference = operations
    .filter((operation) => operation.kind === "operation")
    .map(
      (operation) =>
        `- [${operation.summary}](${base}${paths.operation(operation.id)}): \`${operation.method} ${operation.path}\``,
    );
  const text = [
    `# ${portal.name}`,
    `> ${portal.tagline}. ${portal.description}`,
    ...groups.filter(Boolean),
    `## API reference\n\n- [OpenAPI document](${base}${paths.referenceDocument}): everything below in one file\n${reference.join("\n")}`,
    `## Optional\n\n- [All docs in one file](${base}${paths.llmsFull})\n- [Changelog](${base}${paths.changelog})`,
  ].join("\n\n");
  return new Response(`${text}\n`, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=300" },
  });
}
