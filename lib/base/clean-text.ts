/** Text that any store and any reader can take: no half surrogates (as UTF-8 they do not exist), at most `maxLength` UTF-16 units. */
export function cleanText(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "") : text;
  return /[\ud800-\udfff]/.test(cut) ? cut.replace(/\p{Surrogate}/gu, "\ufffd") : cut;
}

/** Whether PostgreSQL can keep the text as it stands: it has no NUL character. */
export function isStorable(text: string): boolean {
  return !text.includes("\0");
}

/** Whether PostgreSQL can keep a JSON text: no string in it, decoded, has a NUL character or a half surrogate. An escaped backslash escapes nothing. */
export function isStorableJson(json: string): boolean {
  return !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(json);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f]/;

/** As `cleanText`, on one line: control characters become spaces. */
export function cleanLine(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  // Looking is ten times as fast as replacing, and there is hardly ever anything to replace.
  const line = control.test(text) ? text.replace(/\p{Cc}+/gu, " ") : text;
  return cleanText(line.trim(), maxLength);
}
