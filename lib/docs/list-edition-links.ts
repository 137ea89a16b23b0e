import { portal } from "@/lib/base/config/portal";
import { joinSlug, listEditions, splitSlug } from "./editions";
import { type FrameWords, frameWords } from "./frame-words";
import { loadDocs } from "./internal/load-docs";
import type { DocReader } from "./schema";

type EditionLink = { id: string; label: string; slug: string; current: boolean };

/** The page in other versions and languages. */
export type EditionLinks = {
  prefix: string;
  language: string;
  words: FrameWords;
  /** Each leads to the same page where there is one, else to where that version begins. One or none: there is nothing to choose. */
  versions: EditionLink[];
  languages: EditionLink[];
  /** The address that search engines should know this text by. */
  canonical: string;
  /** Pages that are this one in another language, by language; translations only. */
  translations: { language: string; slug: string }[];
  /** Of an older version: what it is called, and where the current one is. */
  old: { label: string; slug: string } | null;
  /** Kept from search engines: an older version whose page the current one does not have. */
  unlisted: boolean;
};

/** Where a page of the docs is found in the portal's other versions and languages, as far as the reader may read them. */
export async function listEditionLinks(slug: string, reader: DocReader | null = null): Promise<EditionLinks> {
  const config = portal.docs;
  const { bySlug, editions } = await loadDocs(reader);
  const here = splitSlug(slug, config);
  const all = listEditions(config).filter(({ prefix }) => editions.has(prefix));
  const at = (prefix: string) => {
    const same = joinSlug(prefix, here.rest);
    if (bySlug.has(same)) return same;
    const first = [...bySlug.values()].find((page) => page.edition?.prefix === prefix);
    return first?.slug ?? prefix;
  };
  const versions = all
    .filter(({ language }) => language === here.language)
    .map(({ prefix, version }) => ({
      id: version ?? "",
      label: config.versions.find(({ id }) => id === version)?.label ?? config.version,
      slug: at(prefix),
      current: version === here.version,
    }));
  const languages = all
    .filter(({ version }) => version === here.version)
    .map(({ prefix, language }) => ({
      id: language,
      label: config.languages.find(({ id }) => id === language)?.label ?? config.language.label,
      slug: at(prefix),
      current: language === here.language,
    }));
  const version = config.versions.find(({ id }) => id === here.version);
  const page = bySlug.get(slug);
  // What is shown untranslated is the first language's text.
  const written = page?.untranslated ? joinSlug(here.version ?? "", here.rest) : slug;
  const outside = page?.untranslated || here.language === config.language.id ? "" : here.language;
  const successor = joinSlug(outside, here.rest);
  const succeeded = version !== undefined && bySlug.has(successor) && !bySlug.get(successor)?.untranslated;
  return {
    prefix: here.prefix,
    language: here.language,
    words: frameWords(here.language, config),
    versions,
    languages,
    canonical: succeeded && !version.indexed ? successor : written,
    translations: languages
      .filter(
        (one) =>
          one.slug === joinSlug(one.id === config.language.id ? "" : one.id, joinSlug(here.version ?? "", here.rest)),
      )
      .filter((one) => !bySlug.get(one.slug)?.untranslated)
      .map((one) => ({ language: one.id, slug: one.slug })),
    old: version ? { label: version.label, slug: versions.find(({ id }) => id === "")?.slug ?? "" } : null,
    unlisted: version !== undefined && !version.indexed && !succeeded,
  };
}
