import { describe, expect, it } from "vitest";
import { writeFeed } from "./write-feed";

const feed = (title: string) => ({
  title,
  description: "What changed.",
  path: "/rss.xml",
  about: "/changelog",
  items: [{ title: "One & two", path: "/changelog#one", at: new Date("2026-11-01T00:00:00Z"), html: "<p>Hi</p>" }],
});
const ask = (held?: string) =>
  new Request("http://portal.example/rss.xml", held ? { headers: { "if-none-match": held } } : {});

describe("a feed", () => {
  it("is sent again only when it has changed, weakened or not", async () => {
    const first = writeFeed(ask(), feed("Changes"));
    expect(await first.text()).toContain("<title>One &amp; two</title>");
    const tag = first.headers.get("etag") ?? "";
    for (const held of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const again = writeFeed(ask(held), feed("Changes"));
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
    }
    expect(writeFeed(ask(tag), feed("Other changes")).status).toBe(200);
  });
});
