import { LRUCache } from "lru-cache";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

const options = { extensions: [gfm()], htmlExtensions: [gfmHtml()] };
/** Large documents say the same thing in hundreds of places. */
const known = new LRUCache<string, string>({ max: 5_000 });
const longestKept = 1_000;

/** A sentence without anything Markdown knows, which is most of them: parsing one takes about a millisecond. */
const isPlain = (text: string) => /^[A-Za-z][A-Za-z0-9 ,.;:()'?%-]*[A-Za-z0-9.)?]$/.test(text) && !/www\./i.test(text);

/** Short Markdown (descriptions in documents, listings) as HTML. HTML inside it is shown as text and unsafe addresses are dropped. */
export function renderMarkdown(text: string): string {
  if (text === "") return "";
  if (isPlain(text)) return `<p>${text}</p>`;
  const kept = known.get(text);
  if (kept !== undefined) return kept;
  const html = micromark(text, options);
  if (text.length <= longestKept) known.set(text, html);
  return html;
}
