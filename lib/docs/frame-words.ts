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
    "What was missing or wrong?": "Was hat gefehlt oder war falsch?",
    "What was good, or could be better?": "Was war gut, was könnte besser sein?",
    "You may leave this empty.": "Das darf leer bleiben.",
    Send: "Senden",
    "Thank you. It goes to the people who write these pages.":
      "Danke. Das lesen die Leute, die diese Seiten schreiben.",
    "Ticks when you have signed up": "Hakt sich ab, sobald du angemeldet bist",
    "Ticks when you have an app": "Hakt sich ab, sobald du eine App hast",
    "Ticks when you have made a sandbox key": "Hakt sich ab, sobald du einen Sandbox-Schlüssel gemacht hast",
    "Ticks when {call} answers {status}": "Hakt sich ab, sobald {call} mit {status} antwortet",
    "Ticks when your {environment} {call} answers {status}":
      "Hakt sich ab, sobald dein {call} ({environment}) mit {status} antwortet",
    Done: "Erledigt",
    "your calls": "deine Aufrufe",
    "{Sign in} and these steps tick themselves, from what you really do.":
      "{Melde dich an}, und diese Schritte haken sich selbst ab, nach dem, was du wirklich tust.",
    "{done} of {total} steps done": "{done} von {total} Schritten erledigt",
    "watching for the next": "wartet auf den nächsten",
    "All steps done": "Alle Schritte erledigt",
    with: "mit",
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
