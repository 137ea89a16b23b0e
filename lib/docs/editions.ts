import type { DocsConfig } from "@/lib/base/config/docs-schema";

/** The docs in one version and one language; `prefix` stands before the addresses of its pages and is its folder. */
export type Edition = { prefix: string; version: string | null; language: string };

/** Every edition, the first of them the current version in the first language. Languages stand outside: `de/v1/quickstart`. */
export function listEditions({ versions, language, languages }: DocsConfig): Edition[] {
  return [language, ...languages].flatMap(({ id }) => {
    const outside = id === language.id ? "" : id;
    return [null, ...versions.map((version) => version.id)].map((version) => ({
      prefix: [outside, version ?? ""].filter(Boolean).join("/"),
      version,
      language: id,
    }));
  });
}

/** The edition an address is of, and the address within it. */
export function splitSlug(slug: string, config: DocsConfig): Edition & { rest: string } {
  const inside = (prefix: string) => prefix === "" || slug === prefix || slug.startsWith(`${prefix}/`);
  const [edition] = listEditions(config)
    .filter(({ prefix }) => inside(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length) as [Edition, ...Edition[]];
  return { ...edition, rest: edition.prefix ? slug.slice(edition.prefix.length + 1) : slug };
}

export const joinSlug = (prefix: string, rest: string) => [prefix, rest].filter(Boolean).join("/");
