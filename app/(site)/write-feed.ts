import { createHash } from "node:crypto";
import { env } from "@/lib/base/env";
import { escapeHtml } from "@/lib/base/escape-html";

export type FeedItem = {
  title: string;
  path: string;
  /** Names this item for readers of the feed, if its address is not enough. */
  id?: string;
  at: Date;
  html: string;
};

/** XML 1.0 holds no control characters, however they are written. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those
const clean = (text: string) => escapeHtml(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ""));

/** Items, newest first, as RSS 2.0; a reader that has this very feed already (`If-None-Match`) gets 304 and nothing else. */
export function writeFeed(
  request: Request,
  feed: {
    title: string;
    description: string;
    /** Its own address, and that of the page it is about. */
    path: string;
    about: string;
    items: FeedItem[];
  },
): Response {
  const base = env().publicUrl;
  const items = feed.items.map(({ title, path, id, at, html }) => {
    const link = `${base}${path}`;
    const guid = id === undefined ? `<guid>${clean(link)}</guid>` : `<guid isPermaLink="false">${clean(id)}</guid>`;
    return `    <item>
      <title>${clean(title)}</title>
      <link>${clean(link)}</link>
      ${guid}
      <pubDate>${at.toUTCString()}</pubDate>
      <description>${clean(html)}</description>
    </item>`;
  });
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>${clean(feed.title)}</title>
    <link>${clean(base + feed.about)}</link>
    <description>${clean(feed.description)}</description>
    <language>en</language>
    <atom:link href="${clean(base + feed.path)}" rel="self" type="application/rss+xml"/>
${items.join("\n")}
  </channel>
</rss>
`;
  const hash = createHash("sha256").update(xml).digest("base64url").slice(0, 22);
  const headers = { etag: `"${hash}"`, "cache-control": "public, max-age=300" };
  // What compresses on the way may have weakened it (W/), which changes nothing for a feed.
  if (request.headers.get("if-none-match")?.includes(headers.etag)) return new Response(null, { status: 304, headers });
  return new Response(xml, { headers: { ...headers, "content-type": "application/rss+xml; charset=utf-8" } });
}
