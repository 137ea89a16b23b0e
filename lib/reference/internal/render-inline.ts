import { renderMarkdown } from "@/lib/base/render-markdown";

/** A few words with code in them, without the paragraph around. */
export const renderInline = (text: string) => renderMarkdown(text).replace(/^<p>|<\/p>$/g, "");

export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
