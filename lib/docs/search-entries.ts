import MiniSearch from "minisearch";
import type { SearchEntry } from "./schema";

export type SearchIndex = { index: MiniSearch<SearchEntry>; byId: Map<string, SearchEntry> };
export type SearchResult = Omit<SearchEntry, "text" | "id" | "edition" | "aside"> & { excerpt: string };

/** Scripts that do not put spaces between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;

/** Such a stretch as every two letters that stand together, so that any part of it is found. */
function pairs(text: string): string[] {
  const letters = [...text];
  return letters.length < 2 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}

/** `createShipment` is also found as "create shipment", `/shipments/{id}` as "shipments". */
function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .flatMap((word) => [...word.replace(unspaced, " ").split(" "), ...(word.match(unspaced) ?? []).flatMap(pairs)])
    .filter(Boolean);
}

/** Words of a question that are looked for, each once. Every one costs, and short ones say least and cost most: of more the longest are taken. */
const mostAsked = 12;
function askedWords(question: string): string[] {
  const asked = [...new Set(words(question).map((word) => word.toLowerCase()))];
  return asked.length <= mostAsked ? asked : asked.sort((a, b) => b.length - a.length).slice(0, mostAsked);
}

/** What a page is called in its address, one and many: `/docs/idempotency` is about it, whatever its title says. */
function nameOf({ kind, href }: SearchEntry): string {
  const name = kind === "page" ? (href.split("/").at(-1) ?? "") : "";
  return name.endsWith("s") ? `${name} ${name.slice(0, -1)}` : name;
}

/** Readies entries for searching; 300 pages take about 0.1 s and 1 MB. Of each list of `synonyms` one word finds all. */
export function buildSearchIndex(entries: SearchEntry[], synonyms: readonly (readonly string[])[] = []): SearchIndex {
  const first = new Map(
    synonyms.flatMap((list) => list.map((word) => [word.toLowerCase(), list[0]?.toLowerCase() ?? ""] as const)),
  );
  const index = new MiniSearch<SearchEntry>({
    fields: ["title", "name", "context", "text"],
    extractField: (entry, field) =>
      field === "name" ? nameOf(entry) : String(entry[field as keyof SearchEntry] ?? ""),
    tokenize: (text) => [...words(text), ...text.split(/\s+/).filter((word) => /[A-Z_/-]/.test(word))],
    processTerm: (term) => {
      const word = term.toLowerCase();
      const same = first.get(word);
      return same && same !== word ? [word, same] : word;
    },
    searchOptions: {
      tokenize: askedWords,
      processTerm: (term) => first.get(term.toLowerCase()) ?? term.toLowerCase(),
    },
  });
  index.addAll(entries);
  return { index, byId: new Map(entries.map((entry) => [entry.id, entry])) };
}

const weights: Partial<Record<SearchEntry["kind"], number>> = { section: 0.9, change: 0.3 };

const excerptLength = 150;

/** The stretch of text around the first of the found words. */
function excerptOf(text: string, terms: string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term.toLowerCase())).filter((at) => at >= 0);
  const first = places.length ? Math.min(...places) : 0;
  const from = first < 60 ? 0 : text.indexOf(" ", first - 50) + 1;
  const piece = text.slice(from, from + excerptLength);
  const end = from + excerptLength < text.length ? `${piece.slice(0, piece.lastIndexOf(" "))}…` : piece;
  return `${from > 0 ? "…" : ""}${end}`;
}

/**
 * The best `limit` answers: all words must be there (a typo may be), titles count most, for a single word also pages that are called so in their address; else any of the words. Of the docs only pages of the
 * edition with this prefix.
 */
export function searchEntries({ index, byId }: SearchIndex, query: string, limit = 12, prefix = ""): SearchResult[] {
  const options = {
    filter: ({ id }: { id: string }) => (byId.get(id)?.edition ?? prefix) === prefix,
    boost: { title: 4, name: askedWords(query).length === 1 ? 8 : 1, context: 1.5 },
    prefix: true,
    // One wrong letter in six; short words must be right.
    fuzzy: (term: string) => (term.length > 4 ? 0.17 : false),
    // A page stands before its own sections when both fit, how things are before the news of them, and what developers read before what
    // the portal's owner does.
    boostDocument: (id: string) => {
      const entry = byId.get(id);
      return (weights[entry?.kind ?? "page"] ?? 1) * (entry?.aside ? 0.4 : 1);
    },
  };
  const all = index.search(query, { ...options, combineWith: "AND" });
  const found = all.length ? all : index.search(query, { ...options, combineWith: "OR" });
  // Who types a path means the operation at it, not those below it.
  const [, method = "", path] = /^(?:([a-z]+)\s+)?(\/\S*)$/i.exec(query.trim()) ?? [];
  const exact = (id: string) => {
    const { context = "", method: own } = byId.get(id) ?? {};
    return path !== undefined && context.endsWith(` ${path}`) && (!method || own === method.toUpperCase()) ? 1 : 0;
  };
  const ordered = path === undefined ? found : found.toSorted((a, b) => exact(b.id) - exact(a.id));
  return ordered.slice(0, limit).flatMap((hit) => {
    const entry = byId.get(hit.id);
    if (!entry) return [];
    const { id: _, text, edition: __, aside: ___, ...rest } = entry;
    return [{ ...rest, excerpt: excerptOf(text, hit.terms) }];
  });
}
