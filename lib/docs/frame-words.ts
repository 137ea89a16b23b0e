import type { DocsConfig } from "@/lib/base/config/docs-schema";

/** What stands around pages in other languages, by the words of the first one. The owner's `words` add to them and come first. */
const known: Record<string, Record<string, string>> = {
  de: {
    "On this page": "Auf dieser Seite",
    Next: "Weiter",
    Before: "Zurück",
    "Last changed": "Zuletzt geändert",
    "Edit this page": "Diese Seite bearbeiten",
    "Did this page help?": "Hat diese Seite geholfen?",
    Yes: "Ja",
    No: "Nein",
    "Copy page": "Seite kopieren",
    Copied: "Kopiert",
    "Could not copy": "Ging nicht",
    "View as Markdown": "Als Markdown ansehen",
    "Open in": "Öffnen in",
    "Skill for coding agents": "Skill für Coding-Agenten",
    "More ways to read this page": "Weitere Arten, diese Seite zu lesen",
    "Neighbouring pages": "Seiten davor und danach",
    Version: "Version",
    Language: "Sprache",
    "For you": "Für dich",
    "Not translated yet": "Noch nicht übersetzt",
    "You are reading this page in English.": "Du liest diese Seite auf Englisch.",
    "These are the docs of an older version": "Dies ist die Dokumentation einer älteren Version",
    "Read the current version": "Zur aktuellen Version",
    Documentation: "Dokumentation",
    Start: "Anfangen",
    Build: "Bauen",
    Launch: "Starten",
  },
};

export type FrameWords = Readonly<Record<string, string>>;

/** The words of a language; none for the first. */
export function frameWords(language: string, config: DocsConfig): FrameWords {
  if (language === config.language.id) return {};
  const own = config.languages.find(({ id }) => id === language)?.words ?? {};
  return { ...known[language], ...own };
}
