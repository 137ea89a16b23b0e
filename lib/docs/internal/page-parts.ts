import type { Heading, Section } from "../schema";

/** What a page points at, with the line of its source (of what it became when includes were put in). */
export type Reference = { line: number } & (
  | { kind: "link"; href: string }
  | { kind: "media"; src: string }
  | { kind: "endpoint"; method: string; path: string }
  /** What ticks a step: `POST /shipments 201`. */
  | { kind: "verify"; text: string }
);

/** What reading a page yields besides its compiled content. `anchors`: every id that a link can end with. */
export type PageParts = { headings: Heading[]; sections: Section[]; anchors: string[]; references: Reference[] };

export function noParts(): PageParts {
  return { headings: [], sections: [], anchors: [], references: [] };
}
