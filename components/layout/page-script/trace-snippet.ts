/**
 * Copied curl commands say in a header which block they are from, so that a page learns whether what it shows works: `Waymark-Snippet:
 * /docs/quickstart#first-call`. It names a page and a block, nobody and no key. Only for calls of the portal's own sandbox (and the live API,
 * where the config says so), never against the reader's wish: their browser's privacy signal, their answer to the banner, or their own choice.
 */
export const traceChoiceKey = "wm-trace";
const headerName = "Waymark-Snippet";
const longestBlock = 120;

/** The text with the header in each curl command that calls one of `bases`; as it was when there is none, or none can be added safely. */
export function traceSnippet(text: string, from: { path: string; block: string }, bases: readonly string[]): string {
  const block = encodeURIComponent(from.block).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  if (block === "" || block.length > longestBlock || !/^\/[\w.~%/-]{0,200}$/.test(from.path)) return text;
  // What follows `<<` is a text of its own, in which a line may begin with curl as well.
  if (text.includes("<<") || text.toLowerCase().includes(headerName.toLowerCase())) return text;
  const header = `-H "${headerName}: ${from.path}#${block}"`;
  return text
    .split("\n")
    .map((line) => (/^\s*curl\s/.test(line) ? traceLine(line, header, bases) : line))
    .join("\n");
}

/** Right after the address, where the line ends or goes on with a backslash; an address in quotes stays whole. */
function traceLine(line: string, header: string, bases: readonly string[]): string {
  const address = /(?<=\s)(["']?)(https?:\/\/[^\s"']+)\1(?=\s|$)/.exec(line);
  const url = address?.[2];
  if (!address || !url || !bases.some((base) => url === base || url.startsWith(`${base}/`))) return line;
  const end = address.index + address[0].length;
  const rest = line.slice(end);
  return rest.trim() === "\\" ? `${line}\n  ${header} \\` : `${line.slice(0, end)} ${header}${rest}`;
}
