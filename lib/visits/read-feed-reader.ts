/** More subscribers than this nobody has; who says so is not believed. */
const maxSubscribers = 10_000_000;
const maxNameLength = 40;

/** `123 subscribers`, `5 readers`, as feed readers that fetch for many say it in their user agent. */
const countPattern = /(?:^|[\s;(,-])(\d{1,9}) (?:subscriber|reader|user)s?\b/i;

/**
 * How many people a feed reader fetches for, by its own user agent (`Feedly/1.0 (+http://...; 123 subscribers)`), and what it is called.
 * Null for readers that do not say, browsers and everything else.
 */
export function readFeedReader(userAgent: string | undefined): { reader: string; subscribers: number } | null {
  const text = (userAgent ?? "").slice(0, 512);
  const said = countPattern.exec(text)?.[1];
  if (said === undefined) return null;
  const subscribers = Number(said);
  if (subscribers > maxSubscribers) return null;
  // Some pretend to be a browser first: Mozilla/5.0 (compatible; Name/1.0; ...).
  const start = text.replace(/^Mozilla\/\S+\s*\(compatible;\s*/i, "");
  const name = /^[\p{L}\p{N}][\p{L}\p{N} ._]*/u
    .exec(start)?.[0]
    .replace(/\s+feed$/i, "")
    .trim()
    .slice(0, maxNameLength);
  return name && !/^\d+ /.test(name) ? { reader: name, subscribers } : null;
}
