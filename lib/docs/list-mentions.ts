import { portal } from "@/lib/base/config/portal";
import { splitSlug } from "./editions";
import { compilePage } from "./internal/compile-page";
import { docsCacheFolder, loadDocs } from "./internal/load-docs";
import type { SourcePage } from "./internal/read-tree";

/** A guide that speaks of the API, and what it names. */
export type Mention = {
  slug: string;
  title: string;
  description: string;
  /** Of `explains` in its front matter: operationIds among codes of errors. */
  explains: string[];
  /** Of `<Endpoint>`: `POST /shipments`. */
  endpoints: string[];
  /** Of its links and of samples that can be tried: addresses within the portal. */
  links: string[];
};

const kept = new WeakMap<SourcePage[], Promise<Mention[]>>();

/**
 * Every page for developers that everybody may read, with what it names of the API, in the order of the sidebar. Only of the current version
 * in the first language: a page and its translations are one guide.
 */
export async function listMentions(): Promise<Mention[]> {
  const { pages } = await loadDocs(null);
  let mentions = kept.get(pages);
  if (!mentions) {
    mentions = Promise.all(pages.map(readMentions)).then((all) => all.flat());
    kept.set(pages, mentions);
  }
  return mentions;
}

async function readMentions(page: SourcePage): Promise<Mention[]> {
  if (page.problem || page.noindex || page.audience !== "developers") return [];
  if (splitSlug(page.slug, portal.docs).prefix !== "") return [];
  const parts = await compilePage(page.file, page.source, docsCacheFolder(), page.origins).catch(() => null);
  const { slug, title, description, explains = [] } = page;
  const references = parts?.references ?? [];
  const endpoints = references.flatMap((one) =>
    one.kind === "endpoint" ? [`${one.method.toUpperCase()} ${one.path}`] : [],
  );
  const links = references.flatMap((one) =>
    one.kind === "link" && one.href.startsWith("/reference/") ? [one.href] : [],
  );
  return [{ slug, title, description, explains, endpoints, links }];
}
