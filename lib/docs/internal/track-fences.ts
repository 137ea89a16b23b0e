/** Tells for each line in turn whether it belongs to a code block: fences count, and a fence ends with the mark it began with. */
export function trackFences(): (line: string) => { code: boolean; opens: boolean; closes: boolean } {
  let fence = "";
  return (line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (!fence) {
      if (mark) fence = mark;
      return { code: Boolean(mark), opens: Boolean(mark), closes: false };
    }
    const closes = Boolean(mark?.startsWith(fence)) && line.trim() === mark;
    if (closes) fence = "";
    return { code: true, opens: false, closes };
  };
}
