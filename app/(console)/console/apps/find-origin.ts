import { currentDocReader } from "@/lib/access/current-doc-reader";
import { paths } from "@/lib/base/paths";
import { listDocs } from "@/lib/docs/list-docs";
import { findPage } from "@/lib/reference/find-page";
import { getLastDocsPage } from "@/lib/visits/get-last-docs-page";

/** What `?from=` may hold; more is no page of ours. */
const longestPath = 300;

/**
 * The page of the docs or the reference that led to a key: the one a link named (`?from=/docs/quickstart`), else the last one read in the visit
 * under way. Only pages that the portal has; nothing that a browser says is kept unchecked. A ledger that is away names no page.
 */
export async function findOrigin(from: string, visitorId: string | undefined): Promise<string | undefined> {
  const named = await asPage(from);
  if (named || !visitorId) return named;
  return asPage((await getLastDocsPage(visitorId).catch(() => null)) ?? "");
}

/** The address of a page of the docs or the reference as the portal writes it; undefined for everything else. */
async function asPage(text: string): Promise<string | undefined> {
  if (text.length > longestPath) return undefined;
  const path = text.split(/[?#]/, 1)[0]?.replace(/\/$/, "") ?? "";
  if (path === paths.reference) return path;
  if (path.startsWith(`${paths.reference}/`)) {
    const place = path.split("/").slice(2).map(decode);
    const page = await findPage(place).catch(() => null);
    return page ? [paths.reference, ...place.map(encodeURIComponent)].join("/") : undefined;
  }
  if (path !== "/docs" && !path.startsWith("/docs/")) return undefined;
  const slug = decode(path.slice("/docs".length).replace(/^\//, ""));
  // Pages for some readers only count for those.
  const pages = await listDocs(await currentDocReader()).catch(() => []);
  const page = pages.find((one) => one.slug === slug);
  return page ? paths.docs(page.slug) : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
