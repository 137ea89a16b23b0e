import { type SourceList, sourceLists } from "./source-lists";

type Pattern = { list: SourceList; host: RegExp };

const words = new Map<string, SourceList>();
const exact = new Map<string, SourceList>();
const patterns: Pattern[] = [];
/** Lists whose hosts stand for everything under them (l.facebook.com, old.reddit.com); search engines are exact. */
const withSubdomains = new Set<SourceList>(["social", "video", "shopping", "ai", "code", "community", "payment"]);

for (const [name, { words: listed, hosts }] of Object.entries(sourceLists)) {
  const list = name as SourceList;
  for (const word of listed) words.set(word, list);
  for (const host of hosts) {
    if (!host.includes("*")) exact.set(host, list);
    else {
      const label = host.endsWith(".*") ? "[a-z]{2,3}(\\.[a-z]{2})?" : "[a-z0-9-]+";
      const text = host.replaceAll(".", "\\.").replace("*", label);
      patterns.push({ list, host: new RegExp(`^${withSubdomains.has(list) ? "([a-z0-9-]+\\.)*" : ""}${text}$`) });
    }
  }
}

/** Which list a utm_source or a referrer's host stands in: a host in its most exact form first, so gemini.google.com is no search engine. */
export function findSource(source: string): SourceList | null {
  const text = source.toLowerCase().replace(/^www\./, "");
  const word = words.get(text);
  if (word) return word;
  const whole = exact.get(text);
  if (whole) return whole;
  for (const { list, host } of patterns) if (host.test(text)) return list;
  for (let cut = text.indexOf("."); cut >= 0; cut = text.indexOf(".", cut + 1)) {
    const list = exact.get(text.slice(cut + 1));
    if (list && withSubdomains.has(list)) return list;
  }
  return null;
}
