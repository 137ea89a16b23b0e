import { env } from "@/lib/base/env";
import type { ListedPage } from "./list-pages";
import { readPage } from "./read-page";

/** Pages one after the other as one file of Markdown, each under its address. */
export async function writePages(pages: readonly ListedPage[]): Promise<Response> {
  const base = env().publicUrl;
  const parts: string[] = [];
  for (const { path } of pages) {
    const markdown = await readPage(path);
    if (markdown !== null) parts.push(`<!-- ${base}${path} -->\n\n${markdown}`);
  }
  return new Response(parts.join("\n"), {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=300" },
  });
}
