/** Whether a text could still become JSON: what is wrong is that it ends. Not every version of V8 says where it found what it did not expect. */
function endsTooEarly(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const at = /position (\d+)/.exec(message)?.[1];
    return /end of JSON input|Unterminated/i.test(message) || (at !== undefined && Number(at) >= text.length);
  }
}

/** What is wrong with a text that is no JSON, by line and column as people count. A text that broke stays broken however it goes on, so halving finds the place. */
export function explainJson(text: string): string {
  if (endsTooEarly(text)) return "is not valid JSON: it ends too early";
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (endsTooEarly(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const before = text.slice(0, good).split("\n");
  return `is not valid JSON: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
