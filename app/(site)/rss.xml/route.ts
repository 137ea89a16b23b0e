import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { renderMarkdown } from "@/lib/base/render-markdown";
import { listChanges } from "@/lib/docs/list-changes";
import { writeFeed } from "../write-feed";

export const dynamic = "force-dynamic";

/** The changelog as RSS 2.0. */
export async function GET(request: Request) {
  const base = env().publicUrl;
  return writeFeed(request, {
    title: `${portal.name} changelog`,
    description: `What changed in the ${portal.api.name}.`,
    path: paths.rss,
    about: paths.changelog,
    items: (await listChanges()).map((change) => ({
      title: change.title,
      path: paths.changelogEntry(change.slug),
      at: new Date(`${change.date}T00:00:00Z`),
      // Links of the portal's own need its address once they are read elsewhere.
      html: renderMarkdown(change.markdown).replace(/(href|src)="\//g, `$1="${base}/`),
    })),
  });
}
