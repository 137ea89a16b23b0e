import { isMap, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { ContentError } from "./content-error";

/** The front matter of a page, checked; errors name the file and the line of the field that is wrong. */
export function readFrontMatter<Schema extends z.ZodType>(file: string, text: string, schema: Schema): z.infer<Schema> {
  const match = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (!match) throw new ContentError(file, 1, "needs front matter between two lines of three dashes at its top");
  const counter = new LineCounter();
  const document = parseDocument(match[1] as string, { lineCounter: counter });
  // +1: the line of dashes above.
  const lineAt = (offset: number | undefined) => (offset === undefined ? 1 : counter.linePos(offset).line + 1);
  const broken = document.errors[0];
  if (broken)
    throw new ContentError(
      file,
      lineAt(broken.pos[0]),
      broken.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? "is not YAML",
    );
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (error) {
    // Aliases of aliases, which would fill the memory.
    throw new ContentError(file, 1, `front matter: ${(error as Error).message}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path[0];
  const pair = isMap(document.contents)
    ? document.contents.items.find((item) => String(item.key) === String(field))
    : undefined;
  const range = (pair?.key as { range?: [number, number, number] } | undefined)?.range;
  const missing = issue?.code === "invalid_type" && !pair;
  const problem =
    issue?.code === "unrecognized_keys"
      ? "is not a field of the front matter"
      : missing
        ? "is missing"
        : issue?.message;
  throw new ContentError(file, lineAt(range?.[0]), `${String(field ?? "front matter")}: ${problem}`);
}
