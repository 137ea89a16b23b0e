import { watch } from "node:fs";
import path from "node:path";

/** Editors write a file in several steps. And what was read counts for a second (load-docs): sooner, the page would be drawn as it was. */
const settleMs = 1_100;

/** Calls `onChange` when files of content/ were saved, once they count. Answers how to stop. For development. */
export function watchContent(onChange: () => void, root = process.cwd()): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watcher = watch(path.join(/*turbopackIgnore: true*/ root, "content"), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
  });
  // A folder that goes away while it is looked at.
  watcher.on("error", () => undefined);
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
