import { writeCatalogue } from "@/lib/events/write-catalogue";

/** Parts of pages that are written from the code, each a line of its own: they have headings, search and Markdown like anything an author wrote. */
const writers: Record<string, () => string> = { EventCatalogue: writeCatalogue };

/** Puts what is generated where a page asks for it (`<EventCatalogue />`), so that it is never out of date. */
export function fillGenerated(source: string): string {
  if (!source.includes("<EventCatalogue />")) return source;
  return source.replace(/^<(EventCatalogue) \/>$/gm, (_, name: string) => writers[name]?.() ?? "");
}
