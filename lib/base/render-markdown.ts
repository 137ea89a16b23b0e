import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** Short Markdown (descriptions in documents, listings) as HTML. HTML inside it is shown as text and unsafe addresses are dropped. */
export function renderMarkdown(text: string): string {
  return micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}
