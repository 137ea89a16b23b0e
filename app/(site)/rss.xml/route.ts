import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { escapeHtml } from "@/lib/base/escape-html";
import { paths } from "@/lib/base/paths";
import { renderMarkdown } from "@/lib/base/render-markdown";
import { listChanges } from "@/lib/docs/list-changes";

export const dynamic = "force-dynamic";

/** The changelog as RSS 2.0. */
export async function GET() {
  const base = env().publicUrl;
  const changes = await listChanges();
  const items = changes.map((change) => {
    const link = `${base}${paths.changelogEntry(change.slug)}`;
    // Links of the portal's own need its address once they are read elsewhere.
    const html = renderMarkdown(change.markdown).replace(/(href|src)="\//g, `$1="${base}/`);
    return `    <item>
      <title>${escapeHtml(change.title)}</title>
      <link>${escapeHtml(link)}</link>
      <guid>${escapeHtml(link)}</guid>
      <pubDate>${new Date(`${change.date}T00:00:00Z`).toUTCString()}</pubDate>
      <description>${escapeHtml(html)}</description>
    </item>`;
  });
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>${escapeHtml(`${portal.name} changelog`)}</title>
    <link>${escapeHtml(base + paths.changelog)}</link>
    <description>${escapeHtml(`What changed in the ${portal.api.name}.`)}</description>
    <language>en</language>
    <atom:link href="${escapeHtml(base + paths.rss)}" rel="self" type="application/rss+xml"/>
${items.join("\n")}
  </channel>
</rss>
`;
  return new Response(xml, {
    headers: { "content-type": "application/rss+xml; charset=utf-8", "cache-control": "public, max-age=300" },
  });
}
