import path from "node:path";
import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { compilePage } from "./internal/compile-page";
import { ContentError } from "./internal/content-error";
import { drawMistake, drawnFrom, evaluatePage, type PageContent } from "./internal/evaluate-page";
import { loadChanges, readChanges } from "./internal/load-changes";
import { docsCacheFolder } from "./internal/load-docs";
import { toMarkdown } from "./internal/to-markdown";
import { encodeForCode } from "./internal/variables";
import type { Change } from "./schema";

export type ChangeWithContent = Change & { Content: PageContent; markdown: string };

/** The changelog, newest first, ready to draw. `markdown` is the entry without its title, for feeds. */
export async function listChanges(): Promise<ChangeWithContent[]> {
  const values = pageVariables();
  const writing = process.env.NODE_ENV === "development";
  const mistaken = writing ? (await readChanges()).problems.map(asMistake) : [];
  const drawn = await Promise.all(
    (await loadChanges()).map(async ({ source, origins, ...change }) => {
      const made = await compilePage(change.file, source, docsCacheFolder(), origins).catch((error: unknown) => {
        if (!writing || !(error instanceof ContentError)) throw error;
        return error;
      });
      if (made instanceof ContentError) return { ...asMistake(made), ...change };
      const markdown = fillMarks(toMarkdown({ title: change.title, description: "", source }), values);
      return {
        ...change,
        Content: drawnFrom(change.file, source, evaluatePage(fillMarks(made.code, values, encodeForCode))),
        markdown: markdown.replace(/^# .*\n+/, ""),
      };
    }),
  );
  return [...mistaken, ...drawn];
}

/** While somebody writes, an entry with a mistake says so in its place. */
function asMistake(error: ContentError): ChangeWithContent {
  const slug = path.basename(error.file, ".mdx");
  const date = /^\d{4}-\d\d-\d\d/.exec(slug)?.[0] ?? "2000-01-01";
  const rest = { operations: [], breaking: false, markdown: error.message };
  return { ...rest, title: slug, date, slug, file: error.file, Content: drawMistake(error) };
}
