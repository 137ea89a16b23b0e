import type { DocsConfig } from "@/lib/base/config/docs-schema";
import { type Edition, joinSlug, listEditions } from "../editions";
import { frameWords } from "../frame-words";
import type { Folder, SourcePage } from "./read-tree";

const empty = (folder: Folder): Folder => ({ ...folder, pages: new Map(), folders: new Map(), order: [] });

function without(folder: Folder, names: ReadonlySet<string>): Folder {
  return {
    ...folder,
    folders: new Map([...folder.folders].filter(([name]) => !names.has(name))),
    order: folder.order.filter((item) => item.kind !== "name" || !names.has(item.name)),
  };
}

type Making = { edition: Edition; base: string; words: Readonly<Record<string, string>> };

function adopt(page: SourcePage, { edition, base }: Making, original?: SourcePage): SourcePage {
  const rest = base ? page.slug.slice(base.length + 1) : page.slug;
  return {
    ...page,
    // A translation is for nobody whom its original keeps out.
    gates: original ? [...original.gates, ...page.gates] : page.gates,
    slug: joinSlug(edition.prefix, rest),
    edition: { ...edition, rest },
  };
}

/** A folder in another language: what is translated, in the order of the first language, and the first language's pages where nothing is. */
function translate(folder: Folder, overlay: Folder | undefined, making: Making, overlayMaking: Making): Folder {
  const say = (text: string) => making.words[text] ?? text;
  const pages = new Map<string, SourcePage>();
  for (const [name, page] of folder.pages) {
    const own = overlay?.pages.get(name);
    const made = own ? adopt(own, overlayMaking, page) : adopt(page, making);
    pages.set(name, own ? made : { ...made, untranslated: true });
  }
  for (const [name, page] of overlay?.pages ?? []) if (!pages.has(name)) pages.set(name, adopt(page, overlayMaking));
  const folders = new Map<string, Folder>();
  for (const [name, below] of folder.folders) {
    folders.set(name, translate(below, overlay?.folders.get(name), making, overlayMaking));
  }
  for (const [name, below] of overlay?.folders ?? []) {
    if (!folders.has(name)) folders.set(name, translate(empty(below), below, making, overlayMaking));
  }
  const named = new Set(folder.order.flatMap((item) => (item.kind === "name" ? [item.name] : [])));
  const more = [...pages.keys(), ...folders.keys()].filter(
    (name) => !named.has(name) && !folder.pages.has(name) && !folder.folders.has(name),
  );
  const rest = making.base ? folder.slug.slice(making.base.length + 1) : folder.slug;
  return {
    ...folder,
    slug: joinSlug(making.edition.prefix, rest),
    title: say(folder.title),
    order: [
      ...folder.order.map((item) => (item.kind === "name" ? item : { ...item, title: say(item.title) })),
      ...more.map((name) => ({ kind: "name" as const, name })),
    ],
    pages,
    folders,
  };
}

/** A folder as it is, its pages told which edition they are of. */
function mark(folder: Folder, making: Making): Folder {
  return {
    ...folder,
    pages: new Map([...folder.pages].map(([name, page]) => [name, adopt(page, making)])),
    folders: new Map([...folder.folders].map(([name, below]) => [name, mark(below, making)])),
  };
}

/** One tree per edition by its prefix; the first one (prefix "") is without the folders of the others. */
export function splitEditions(tree: Folder, config: DocsConfig): Map<string, Folder> {
  const versionIds = new Set(config.versions.map(({ id }) => id));
  const languageIds = new Set(config.languages.map(({ id }) => id));
  const trees = new Map<string, Folder>();
  for (const edition of listEditions(config)) {
    const { version, language, prefix } = edition;
    const original = version ? tree.folders.get(version) : without(tree, new Set([...versionIds, ...languageIds]));
    const base = version ?? "";
    if (language === config.language.id) {
      if (original) trees.set(prefix, mark(original, { edition, base, words: {} }));
      continue;
    }
    const whole = tree.folders.get(language);
    const overlay = version ? whole?.folders.get(version) : whole && without(whole, versionIds);
    const words = frameWords(language, config);
    if (original)
      trees.set(prefix, translate(original, overlay, { edition, base, words }, { edition, base: prefix, words }));
  }
  return trees;
}
