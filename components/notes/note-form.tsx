"use client";

import { useActionState } from "react";
import { Field } from "@/components/ui/field";
import { Input, Select, Textarea } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { isDay, type Note, noteKindLabels, writtenNoteKinds } from "@/lib/notes/schema";

/** What was typed and what is wrong with it, by field of the form. */
export type NoteFormState = { typed?: Record<string, string>; errors?: Record<string, string> };

/** A note to write, or `note` to change. Times are UTC. */
export function NoteForm({
  action,
  note,
  day,
}: {
  action: (state: NoteFormState, form: FormData) => Promise<NoteFormState>;
  note?: Note;
  /** What the day of a new note begins with. */
  day?: string;
}) {
  const [state, submit] = useActionState(action, {});
  const errors = state.errors ?? {};
  const typed = state.typed ?? valuesOf(note, day);
  return (
    <form action={submit} key={JSON.stringify(state)} className="grid grid-cols-2 gap-4 md:grid-cols-4">
      {note ? <input type="hidden" name="noteId" value={note.id} /> : null}
      <Field label="Kind" name="kind" error={errors.kind}>
        {(control) => (
          <Select {...control} defaultValue={typed.kind ?? "launch"}>
            {writtenNoteKinds.map((kind) => (
              <option key={kind} value={kind}>
                {noteKindLabels[kind]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Title" name="title" error={errors.title} className="col-span-2 max-md:col-span-1 md:col-span-3">
        {(control) => <Input {...control} maxLength={120} autoComplete="off" defaultValue={typed.title} />}
      </Field>
      <Field label="Day" name="fromDay" error={errors.fromDay}>
        {(control) => <Input {...control} type="date" defaultValue={typed.fromDay} />}
      </Field>
      <Field label="Time, UTC" name="fromTime" optional>
        {(control) => <Input {...control} type="time" defaultValue={typed.fromTime} />}
      </Field>
      <Field label="Last day" name="toDay" optional error={errors.toDay}>
        {(control) => <Input {...control} type="date" defaultValue={typed.toDay} />}
      </Field>
      <Field label="Time, UTC" name="toTime" optional>
        {(control) => <Input {...control} type="time" defaultValue={typed.toTime} />}
      </Field>
      <Field label="Text" name="text" optional error={errors.text} className="col-span-2">
        {(control) => <Textarea {...control} rows={2} maxLength={2_000} defaultValue={typed.text} />}
      </Field>
      <Field
        label="Link"
        name="link"
        optional
        error={errors.link}
        hint="A web address, or a path of the portal."
        className="col-span-2"
      >
        {(control) => <Input {...control} maxLength={2_048} autoComplete="off" defaultValue={typed.link} />}
      </Field>
      <div className="col-span-full">
        <SubmitButton pending="Saving…">{note ? "Save note" : "Add note"}</SubmitButton>
      </div>
    </form>
  );
}

function valuesOf(note: Note | undefined, day: string | undefined): Record<string, string | undefined> {
  if (!note) return { fromDay: day };
  const { kind, title, text, link, from, to } = note;
  const time = (when: string | null) => (when && !isDay(when) ? when.slice(11, 16) : "");
  return {
    ...{ kind, title, text, link, fromDay: from.slice(0, 10), toDay: to?.slice(0, 10) },
    ...{ fromTime: time(from), toTime: time(to) },
  };
}
