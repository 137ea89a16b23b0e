import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { compilePage } from "./internal/compile-page";
import { evaluatePage, type PageContent } from "./internal/evaluate-page";
import { loadChanges } from "./internal/load-changes";
import { docsCacheFolder } from "./internal/load-docs";
import { toMarkdown } from "./internal/to-markdown";
import { encodeForCode } from "./internal/variables";
import type { Change } from "./schema";

export type ChangeWithContent = Change & { Content: PageContent; markdown: string };

/** The changelog, newest first, ready to draw. `markdown` is the entry without its title, for feeds. */
export async function listChanges(): Promise<ChangeWithContent[]> {
  const values = pageVariables();
  return Promise.all(
    (await loadChanges()).map(async ({ source, origins, ...change }) => {
      const { code } = await compilePage(change.file, source, docsCacheFolder(), origins);
      const markdown = fillMarks(toMarkdown({ title: change.title, description: "", source }), values);
      return {
        ...change,
        Content: evaluatePage(fillMarks(code, values, encodeForCode)),
        markdown: markdown.replace(/^# .*\n+/, ""),
      };
    }),
  );
}
