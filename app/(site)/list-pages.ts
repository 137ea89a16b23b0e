import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { listDocs } from "@/lib/docs/list-docs";
import { audiences } from "@/lib/docs/schema";
import { listApis } from "@/lib/reference/list-apis";
import { listOperations } from "@/lib/reference/list-operations";

/** Parts of the content that can be had as one file: docs by whom they are for, then the reference, then what changed. */
export const sections = [...audiences, "reference", "changelog"] as const;
export type Section = (typeof sections)[number];

export const sectionTitles: Record<Section, string> = {
  developers: "Docs",
  authors: "For authors",
  marketers: "For marketers",
  operators: "For operators",
  reference: "API reference",
  changelog: "Changelog",
};

/** A page that can be read as Markdown (`readPage`). */
export type ListedPage = { path: string; title: string; description: string; section: Section | null };

/** Every page of the portal's own content in reading order, without those that are kept out of lists (`noindex`). */
export async function listPages(): Promise<ListedPage[]> {
  const [docs, operations, apis] = await Promise.all([listDocs(), listOperations(), listApis()]);
  const listed = docs.filter((doc) => !doc.noindex);
  return [
    { path: paths.home, title: portal.name, description: portal.description, section: null },
    ...audiences.flatMap((audience) =>
      listed
        .filter((doc) => doc.audience === audience)
        .map(({ slug, title, description }) => ({ path: paths.docs(slug), title, description, section: audience })),
    ),
    {
      path: paths.reference,
      title: "API reference",
      description: `Every operation of the ${portal.api.name}.`,
      section: "reference",
    },
    ...apis
      .filter(({ api }) => api !== "")
      .map(({ api, title }) => ({
        ...{ path: paths.referenceApi(api), title, description: `Every operation of the ${title}.` },
        section: "reference" as const,
      })),
    ...operations.map((operation) => ({
      path: paths.operation(operation.id),
      title: operation.summary,
      description: operation.kind === "webhook" ? operation.path : `${operation.method} ${operation.path}`,
      section: "reference" as const,
    })),
    {
      path: paths.changelog,
      title: "Changelog",
      description: `What changed in the ${portal.api.name}.`,
      section: "changelog",
    },
    ...(portal.plans.some((plan) => !plan.hidden)
      ? [{ path: paths.pricing, title: "Pricing", description: `What the ${portal.api.name} costs.`, section: null }]
      : []),
  ];
}
