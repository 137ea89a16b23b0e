import { z } from "zod";
import { readPage, writeChangelog } from "@/app/(site)/read-page";
import { longestQuery, searchPortal } from "@/app/(site)/search-portal";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import { getOperation } from "@/lib/reference/get-operation";
import { listOperations } from "@/lib/reference/list-operations";
import type { Operation } from "@/lib/reference/schema";
import { writeOperation } from "@/lib/reference/write-operation";
import { writeSamples } from "@/lib/reference/write-samples";
import { defineTool, type Tool } from "./tool";

const languages = ["curl", "JavaScript", "Python", "Go", "PHP", "Ruby"] as const;
const operationParam = z
  .string()
  .min(1)
  .max(300)
  .describe("An operation's id as list_operations gives it, or method and path: POST /things");

/** The address of a page from what agents write: a path, the whole address here, with or without `.md` and what follows it. */
export function toPagePath(given: string): string | null {
  const base = env().publicUrl;
  let url: URL;
  try {
    url = new URL(given.trim(), `${base}/`);
  } catch {
    return null;
  }
  if (url.origin !== new URL(base).origin) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  return path === "/index.md" ? paths.home : path.replace(/\.md$/, "");
}

/** A page for an agent. Throws `not_found` without quoting what was asked. */
export async function requirePage(given: string, reads: Set<string>): Promise<{ path: string; markdown: string }> {
  const path = toPagePath(given);
  const markdown = path === null ? null : await readPage(path);
  if (path === null || markdown === null) {
    throw new PortalError("not_found", "There is no such page. Use search, or list the resources.");
  }
  reads.add(path);
  return { path, markdown };
}

async function requireOperation(given: string): Promise<Operation> {
  const [, method, path] = /^([A-Za-z]+)\s+(\/\S*)$/.exec(given.trim()) ?? [];
  const id = method
    ? (await listOperations()).find((one) => one.method === method.toUpperCase() && one.path === path)?.id
    : given.trim();
  const operation = id ? await getOperation(id) : null;
  if (!operation) throw new PortalError("not_found", "There is no such operation. list_operations names them all.");
  return operation;
}

/** What everybody's agents may do: find and read what everybody may read. */
export const docsTools: Tool[] = [
  defineTool({
    name: "search",
    title: "Search the docs",
    description: `Searches docs, API reference and changelog of ${portal.name}. Answers titles with addresses to read with read_page.`,
    params: z.strictObject({
      query: z.string().min(1).max(longestQuery).describe("A few words"),
      limit: z.number().int().min(1).max(20).default(8),
    }),
    async run({ query, limit }) {
      const hits = await searchPortal(query, limit);
      if (hits.length === 0) return "Nothing was found. Try fewer or other words.";
      const base = env().publicUrl;
      return hits.map((hit) => `- [${hit.title}](${base}${hit.href}) (${hit.context}): ${hit.excerpt}`).join("\n");
    },
  }),
  defineTool({
    name: "read_page",
    title: "Read a page",
    description:
      "One page of the portal as Markdown: docs, reference, changelog, pricing, or the front page. Keys in it are placeholders.",
    params: z.strictObject({
      path: z.string().min(1).max(600).describe("Its path or address, for example /docs/quickstart"),
    }),
    async run({ path }, { reads }) {
      return (await requirePage(path, reads)).markdown;
    },
  }),
  defineTool({
    name: "list_operations",
    title: "List operations",
    description: `Every operation and webhook of the ${portal.api.name}: id, method, path, what it does.`,
    params: z.strictObject({ group: z.string().max(200).optional().describe("Only this group") }),
    async run({ group }) {
      const all = await listOperations();
      const chosen = all.filter((one) => group === undefined || one.group.toLowerCase() === group.toLowerCase());
      if (chosen.length === 0) {
        const groups = [...new Set(all.map((one) => one.group))].join(", ");
        throw new PortalError("not_found", `There is no such group. There are: ${groups}.`);
      }
      return chosen
        .map((one) => {
          const what = one.kind === "webhook" ? `webhook ${one.path}` : `${one.method} ${one.path}`;
          return `- ${one.id}: ${what} – ${one.summary} (${one.group}${one.deprecated ? ", deprecated" : ""})`;
        })
        .join("\n");
    },
  }),
  defineTool({
    name: "get_operation",
    title: "Read an operation",
    description: "One operation in full: parameters, body, answers, errors, an example.",
    params: z.strictObject({ operation: operationParam }),
    async run({ operation }, { reads }) {
      const found = await requireOperation(operation);
      reads.add(paths.operation(found.id));
      return writeOperation(found);
    },
  }),
  defineTool({
    name: "get_sample",
    title: "Get a sample",
    description:
      "Code that calls one operation in the sandbox, in the language you work in. The key is a placeholder: never write a real one into code.",
    params: z.strictObject({ operation: operationParam, language: z.enum(languages).default("curl") }),
    async run({ operation, language }, { reads }) {
      const found = await requireOperation(operation);
      const sample = writeSamples(found).find((one) => one.label.toLowerCase() === language.toLowerCase());
      if (found.kind === "webhook") {
        throw new PortalError("not_found", "A webhook comes to you: there is no call to make.");
      }
      if (!sample) throw new PortalError("not_found", `There is no sample in ${language}; curl there always is.`);
      reads.add(paths.operation(found.id));
      return fillMarks(sample.code, pageVariables());
    },
  }),
  defineTool({
    name: "get_changelog",
    title: "Read the changelog",
    description: `What changed in the ${portal.api.name}, newest first.`,
    params: z.strictObject({
      since: z.iso.date("must be a day, YYYY-MM-DD").optional().describe("Only entries from this day on"),
    }),
    async run({ since }, { reads }) {
      reads.add(paths.changelog);
      return writeChangelog(since);
    },
  }),
];
