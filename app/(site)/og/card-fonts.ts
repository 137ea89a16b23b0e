import { readFile } from "node:fs/promises";
import path from "node:path";

const subsets = ["latin", "latin-ext", "cyrillic", "greek", "vietnamese"] as const;
const weights = [400, 600] as const;

/** One family for each subset: the drawing library looks for a glyph in the families in turn, not within one. */
const familyOf = (subset: string) => `Inter ${subset}`;
export const cardFamily = subsets.map((subset) => `"${familyOf(subset)}"`).join(", ");

export type CardFonts = {
  files: { name: string; data: Buffer; weight: 400 | 600; style: "normal" }[];
  covers(text: string): boolean;
};

type Range = [from: number, to: number];

/** `U+0000-00FF,U+0131` as numbers. */
function readRanges(text: string): Range[] {
  return text.split(",").map((part) => {
    const [from = "", to = from] = part.trim().replace(/^U\+/i, "").split("-");
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
}

async function loadFonts(): Promise<CardFonts> {
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), "node_modules/@fontsource/inter");
  const files = await Promise.all(
    subsets.flatMap((subset) =>
      weights.map(async (weight) => ({
        name: familyOf(subset),
        data: await readFile(path.join(folder, `files/inter-${subset}-${weight}-normal.woff`)),
        weight,
        style: "normal" as const,
      })),
    ),
  );
  const told = JSON.parse(await readFile(path.join(folder, "unicode.json"), "utf8")) as Record<string, string>;
  const ranges = subsets.flatMap((subset) => readRanges(told[subset] ?? ""));
  return {
    files,
    covers: (text) =>
      [...text].every((sign) => {
        const code = sign.codePointAt(0) ?? 0;
        return ranges.some(([from, to]) => code >= from && code <= to);
      }),
  };
}

let loaded: Promise<CardFonts> | undefined;

/** The fonts of the cards, and which texts they can write. Read once. */
export function cardFonts(): Promise<CardFonts> {
  loaded ??= loadFonts();
  return loaded;
}
