import { portal } from "@/lib/base/config/portal";
import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import { getDocMarkdown } from "@/lib/docs/get-doc-markdown";
import { getLanding } from "@/lib/docs/get-landing";
import { listChanges } from "@/lib/docs/list-changes";
import type { DocReader } from "@/lib/docs/schema";
import { findPage } from "@/lib/reference/find-page";
import { findReference } from "@/lib/reference/find-reference";
import { getOperation } from "@/lib/reference/get-operation";
import { getReference } from "@/lib/reference/get-reference";
import { getSchemaPage } from "@/lib/reference/get-schema-page";
import { writeOperation } from "@/lib/reference/write-operation";
import { writeOverview } from "@/lib/reference/write-overview";
import { writeSchema } from "@/lib/reference/write-schema";
import { writePricing } from "./write-pricing";

/** Longer addresses are nobody's. */
const maxPathLength = 512;

async function writeLanding(): Promise<string> {
  const landing = await getLanding();
  const base = pageVariables().PORTAL_URL;
  const parts = [
    `# ${portal.name}: ${landing.headline}`,
    landing.lead,
    `## ${landing.firstCall.title}\n\n\`\`\`${landing.firstCall.language}\n${landing.firstCall.code.trim()}\n\`\`\``,
    landing.firstCall.note ?? "",
    landing.paths
      .map(({ title, href, text }) => `- [${title}](${href.startsWith("/") ? base : ""}${href}): ${text}`)
      .join("\n"),
    landing.features.map(({ title, text }) => `## ${title}\n\n${text}`).join("\n\n"),
  ];
  return `${fillMarks(parts.filter(Boolean).join("\n\n"), pageVariables())}\n`;
}

/** The changelog, or what of it is not older than `since` (a day). */
export async function writeChangelog(since?: string): Promise<string> {
  const changes = (await listChanges()).filter((change) => since === undefined || change.date >= since);
  const entries = changes.map((change) => {
    const touched = change.operations.length ? `Touches ${change.operations.map((id) => `\`${id}\``).join(", ")}.` : "";
    return [`## ${change.date}: ${change.title}`, touched, change.markdown.trim()].filter(Boolean).join("\n\n");
  });
  const empty = since === undefined ? "Nothing has changed yet." : `Nothing has changed since ${since}.`;
  return `${["# Changelog", ...(entries.length ? entries : [empty])].join("\n\n")}\n`;
}

async function readReference(segments: string[]): Promise<string | null> {
  const page = await findPage(segments);
  const reference = page && (await findReference(page.api));
  if (!page || !reference) return null;
  if (page.kind === "operation") {
    const operation = await getOperation(page.name);
    return operation && writeOperation(operation);
  }
  if (page.kind === "schema") {
    const schema = await getSchemaPage(page.api, page.name);
    return schema && writeSchema(schema);
  }
  // A group and the list of schemas are parts of their API's first page.
  return writeOverview(reference);
}

/**
 * A page of the portal's own content as Markdown, by its address (`/docs/quickstart`, `/reference/createShipment`, `/changelog`, `/pricing`,
 * `/`); null where there is none. The one way by which `.md`, llms files and MCP get at pages: what it does not give, nobody reads there.
 * Pages are looked up by name in what was loaded, never on the disk, so no address can climb out. Keys are placeholders. Gated pages of the docs are there
 * for a `reader` whom they let in, and for nobody else.
 */
export async function readPage(address: string, reader: DocReader | null = null): Promise<string | null> {
  if (address.length > maxPathLength) return null;
  const path = address.replace(/(.)\/+$/, "$1");
  if (path === paths.home) return writeLanding();
  if (path === paths.changelog) return writeChangelog();
  if (path === paths.pricing) return writePricing();
  if (path === paths.reference) return writeOverview(await getReference());
  const [, room, rest = ""] = /^\/(docs|reference)(?:\/(.+))?$/.exec(path) ?? [];
  if (room === "docs") return getDocMarkdown(rest === "index" ? "" : rest, reader);
  if (room !== "reference") return null;
  return readReference(rest.split("/"));
}
