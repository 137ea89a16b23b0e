import { env } from "@/lib/base/env";
import type { ListedPage } from "./list-pages";
import { readPage } from "./read-page";

/** Pages one after the other as one file of Markdown, each under its address. */
export async function writePages(pages: readonly ListedPage[]): Promise<Response> {
  const base = env().publicUrl;
  const parts: string[] = [];
  for (const { path } of pages) {
    // While somebody writes, a page with a mistake says so at its own address; a build stops at it.
    const markdown = await readPage(path).catch((error: Error) => {
      if (error.name === "ContentError") return null;
      throw error;
    });
    if (markdown !== null) parts.push(`<!-- ${base}${path} -->\n\n${markdown}`);
  }
  return new Response(parts.join("\n"), {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=300" },
  });
}
