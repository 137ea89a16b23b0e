"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { NoteFormState } from "@/components/notes/note-form";
import { requireStaff } from "@/lib/access/require-staff";
import { PortalError } from "@/lib/base/errors";
import { toFieldErrors } from "@/lib/base/field-errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { createNote } from "@/lib/notes/create-note";
import { deleteNote } from "@/lib/notes/delete-note";
import { hideChange } from "@/lib/notes/hide-change";
import { changeNotePrefix, createNoteInput } from "@/lib/notes/schema";
import { updateNote } from "@/lib/notes/update-note";
import { noteRoles } from "../chart-notes";
import { formErrors, readNoteForm } from "./read-note-form";

/** Writes a note, or changes the one that `noteId` names. */
export async function saveNoteAction(_: NoteFormState, form: FormData): Promise<NoteFormState> {
  const person = await requireStaff(...noteRoles);
  const actor = { kind: "person", id: person.id } as const;
  const typed = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
  const input = createNoteInput.safeParse(readNoteForm(form));
  if (!input.success) return { typed, errors: formErrors(toFieldErrors(input.error)) };
  const noteId = String(form.get("noteId") ?? "");
  let saved: { id: string } | null;
  try {
    saved = noteId
      ? await updateNote(postgres(), noteId, input.data, actor)
      : await createNote(postgres(), input.data, actor);
  } catch (error) {
    if (error instanceof PortalError && error.code === "invalid_fields")
      return { typed, errors: formErrors(error.errors) };
    throw error;
  }
  revalidatePath(paths.staff.notes());
  redirect(saved ? paths.staff.note(saved.id, { done: noteId ? "changed" : "added" }) : paths.staff.notes());
}

export async function deleteNoteAction(form: FormData): Promise<void> {
  const person = await requireStaff(...noteRoles);
  const deleted = await deleteNote(postgres(), String(form.get("noteId") ?? ""), { kind: "person", id: person.id });
  revalidatePath(paths.staff.notes());
  redirect(paths.staff.notes({ done: deleted ? "deleted" : undefined }));
}

/** Takes an entry of the changelog off the charts, or puts it back. */
export async function hideChangeAction(form: FormData): Promise<void> {
  const person = await requireStaff(...noteRoles);
  const noteId = String(form.get("noteId") ?? "");
  const hidden = form.get("hidden") === "yes";
  if (noteId.startsWith(changeNotePrefix)) {
    const slug = noteId.slice(changeNotePrefix.length);
    await hideChange(postgres(), slug, hidden, { kind: "person", id: person.id });
  }
  revalidatePath(paths.staff.notes());
  redirect(paths.staff.notes({ done: hidden ? "hidden" : "shown" }));
}
