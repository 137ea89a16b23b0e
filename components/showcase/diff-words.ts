export type DiffPart = { kind: "same" | "added" | "removed"; text: string };

/** Texts of more pieces than this are compared as a whole: the table below grows with the product of both. */
const mostPieces = 2_000;

/** What changed between two texts, word by word (longest common subsequence); joined without the added parts it is the old text, without the removed the new. */
export function diffWords(before: string, after: string): DiffPart[] {
  const [old, fresh] = [split(before), split(after)];
  if (old.length > mostPieces || fresh.length > mostPieces) {
    return join([
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ]);
  }
  // common[i][j]: pieces that old from i on and fresh from j on have in common, in order.
  const width = fresh.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      common[i * width + j] =
        old[i] === fresh[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      parts.push({ kind: "same", text: old[i++] as string });
      j++;
    } else if (
      i < old.length &&
      (j >= fresh.length || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      parts.push({ kind: "removed", text: old[i++] as string });
    } else {
      parts.push({ kind: "added", text: fresh[j++] as string });
    }
  }
  return join(parts);
}

/** Words and what stands between them, so that nothing is lost. */
const split = (text: string) => text.match(/\s+|[^\s]+/g) ?? [];

/** Neighbours of one kind as one part; empty ones left out. */
function join(parts: DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = [];
  for (const part of parts) {
    if (!part.text) continue;
    const last = joined.at(-1);
    if (last?.kind === part.kind) last.text += part.text;
    else joined.push({ ...part });
  }
  return joined;
}
