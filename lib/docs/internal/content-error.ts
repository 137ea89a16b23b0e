/** A mistake of the portal's author: always names the file, and the line where that is known. */
export class ContentError extends Error {
  constructor(
    readonly file: string,
    readonly line: number | undefined,
    message: string,
  ) {
    super(`${file}${line ? `:${line}` : ""}: ${message}`);
    this.name = "ContentError";
  }
}

/** The 1-based line of the first place where `needle` stands in `text`. */
export function lineOf(text: string, needle: string): number | undefined {
  const at = text.indexOf(needle);
  return at < 0 ? undefined : text.slice(0, at).split("\n").length;
}
