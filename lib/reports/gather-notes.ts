import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listChangeTitles } from "@/lib/docs/list-change-titles";
import { getNote } from "@/lib/notes/get-note";
import { listHiddenChanges } from "@/lib/notes/list-hidden-changes";
import { listNotes } from "@/lib/notes/list-notes";
import { changeNotePrefix, daysOf, type Note } from "@/lib/notes/schema";

/**
 * What charts mark on the days `from` to `to` (UTC, both counted; left out: all), oldest first: written notes, and the changelog's
 * entries as they stand in the content now. `withHidden`: entries too that charts leave out.
 */
export async function gatherNotes(
  { from, to }: { from?: string; to?: string },
  { withHidden = false }: { withHidden?: boolean } = {},
): Promise<Note[]> {
  const [written, changes] = await Promise.all([listNotes(postgres(), { from, to }), listChangeNotes()]);
  return [...written, ...changes]
    .filter((note) => {
      const { first, last } = daysOf(note);
      return (!from || last >= from) && (!to || first <= to) && (withHidden || !note.hidden);
    })
    .sort((a, b) => (a.from === b.from ? (a.id < b.id ? -1 : 1) : a.from < b.from ? -1 : 1));
}

/** What developers' own charts mark: the changelog, which everybody can read. Written notes are for staff. */
export async function gatherPublicNotes(days: { from: string; to: string }): Promise<Note[]> {
  return (await gatherNotes(days)).filter((note) => note.origin === "changelog");
}

/** One note by its id, of the changelog too; null when there is none. */
export async function findNote(noteId: string): Promise<Note | null> {
  if (!noteId.startsWith(changeNotePrefix)) return getNote(postgres(), noteId);
  return (await listChangeNotes()).find((note) => note.id === noteId) ?? null;
}

async function listChangeNotes(): Promise<Note[]> {
  const [changes, hidden] = await Promise.all([listChangeTitles(), listHiddenChanges(postgres())]);
  return changes.map((change) => ({
    ...{ id: changeNotePrefix + change.slug, kind: "change" as const, title: change.title, text: "" },
    ...{ link: paths.changelogEntry(change.slug), from: change.date, to: null, origin: "changelog" as const },
    hidden: hidden.has(change.slug),
  }));
}
