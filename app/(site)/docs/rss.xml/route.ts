import { portal } from "@/lib/base/config/portal";
import { escapeHtml } from "@/lib/base/escape-html";
import { paths } from "@/lib/base/paths";
import { listDocChanges } from "@/lib/docs/list-doc-changes";
import { writeFeed } from "../../write-feed";

export const dynamic = "force-dynamic";

/** Readers keep what they have seen: older changes are on the pages. */
const maxItems = 50;

/** New and changed docs pages as RSS 2.0. A page that changes again is an item again. */
export async function GET(request: Request) {
  const changed = (await listDocChanges()).slice(0, maxItems);
  return writeFeed(request, {
    title: `${portal.name} docs`,
    description: `New and changed pages of the ${portal.name} docs.`,
    path: paths.docsRss,
    about: paths.docs(),
    items: changed.map(({ slug, title, description, changedAt }) => ({
      title,
      path: paths.docs(slug),
      id: `${paths.docs(slug)} ${changedAt}`,
      at: new Date(changedAt),
      html: `<p>${escapeHtml(description)}</p>`,
    })),
  });
}
