/** Text that any store and any reader can take: no half surrogates (as UTF-8 they do not exist), at most `maxLength` UTF-16 units. */
export function cleanText(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "") : text;
  return /[\ud800-\udfff]/.test(cut) ? cut.replace(/\p{Surrogate}/gu, "\ufffd") : cut;
}

/** The same on one line: control characters become spaces. */
export function cleanLine(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  return cleanText(text.replace(/\p{Cc}+/gu, " ").trim(), maxLength);
}
