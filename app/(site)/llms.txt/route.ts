import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { listPages, sections, sectionTitles } from "../list-pages";

// The portal's address is known when it runs, not when it is built.
export const dynamic = "force-dynamic";

/** The portal's table of contents for language models (llmstxt.org). */
export async function GET() {
  const base = env().publicUrl;
  const pages = await listPages();
  const present = sections.filter((section) => pages.some((page) => page.section === section));
  const groups = present
    .filter((section) => section !== "changelog")
    .map((section) => {
      const lines = pages
        .filter((page) => page.section === section)
        .map((page) => `- [${page.title}](${base}${paths.markdown(page.path)}): ${page.description}`);
      if (section === "reference") {
        lines.unshift(`- [OpenAPI document](${base}${paths.referenceDocument}): everything below in one file`);
      }
      return `## ${sectionTitles[section]}\n\n${lines.join("\n")}`;
    });
  const loose = pages.filter((page) => page.section === null || page.section === "changelog");
  const optional = [
    ...loose.map((page) => `- [${page.title}](${base}${paths.markdown(page.path)}): ${page.description}`),
    `- [Everything in one file](${base}${paths.llmsFull})`,
    ...present.map((section) => `- [${sectionTitles[section]} in one file](${base}${paths.llmsSection(section)})`),
  ];
  const text = [
    `# ${portal.name}`,
    `> ${portal.tagline}. ${portal.description}`,
    `Coding agents: [${paths.skill}](${base}${paths.skill}) tells how to get a key and make calls. MCP server: ${base}${paths.mcp}`,
    ...groups,
    `## Optional\n\n${optional.join("\n")}`,
  ].join("\n\n");
  return new Response(`${text}\n`, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=300" },
  });
}
