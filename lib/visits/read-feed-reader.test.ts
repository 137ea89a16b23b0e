import { expect, test } from "vitest";
import { readFeedReader } from "./read-feed-reader";

test.each([
  ["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 123 subscribers; like FeedFetcher-Google)", "Feedly", 123],
  ["Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 1 subscribers; )", "Inoreader", 1],
  ["Feedbin feed-id:1373711 - 142 subscribers", "Feedbin", 142],
  ["NewsBlur Feed Fetcher - 7 subscribers - http://www.newsblur.com/site/1/x", "NewsBlur Feed Fetcher", 7],
  ["TheOldReader/1.0 (+http://theoldreader.com; 3 subscribers; feed-id=abc)", "TheOldReader", 3],
  ["Bloglovin/1.0 (http://www.bloglovin.com; 2 subscribers)", "Bloglovin", 2],
  ["Netvibes (http://www.netvibes.com/; 5 subscribers; feedID: 1)", "Netvibes", 5],
  ["Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscriber)", "BazQux", 1],
  ["G2Reader-bot/1.0 (+http://www.g2reader.com/; 2 readers)", "G2Reader", 2],
])("%s", (userAgent, reader, subscribers) => {
  expect(readFeedReader(userAgent)).toEqual({ reader, subscribers });
});

test.each([
  [undefined],
  [""],
  ["NetNewsWire (RSS Reader; https://netnewswire.com/)"],
  ["Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36"],
  ["Evil/1.0 (999999999 subscribers)"],
  ["Evil/1.0 (-5 subscribersx)"],
  ["12 subscribers"],
  ["<script>/1.0 (5 subscribers)"],
  [`Evil/1.0 ${"(".repeat(600)} 5 subscribers`],
])("nobody is counted for %s", (userAgent) => {
  expect(readFeedReader(userAgent)).toBeNull();
});
