import { CalendarPlus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { NoteKindMark, noteTime } from "@/components/charts/note-marks";
import { NoteForm } from "@/components/notes/note-form";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { now } from "@/lib/base/clock";
import { paths } from "@/lib/base/paths";
import { isDay, type Note } from "@/lib/notes/schema";
import { gatherNotes } from "@/lib/reports/gather-notes";
import { noteRoles } from "../chart-notes";
import { deleteNoteAction, hideChangeAction, saveNoteAction } from "./actions";

export const metadata: Metadata = { title: "Notes" };

const dones: Record<string, string> = {
  deleted: "The note was deleted.",
  hidden: "Charts leave that entry out from now on.",
  shown: "Charts mark that entry again.",
};

const origins: Record<Note["origin"], string> = {
  hand: "by hand",
  api: "API",
  sample: "sample",
  changelog: "changelog",
};

/** What happened when: what every chart over time marks. */
export default async function NotesPage({ searchParams }: { searchParams: Promise<Record<string, string>> }) {
  const person = await requireStaff("viewer", "devrel", "marketing", "success");
  const search = await searchParams;
  const mayWrite = mayEnter(person.staffRole, noteRoles);
  const notes = (await gatherNotes({}, { withHidden: true })).reverse();
  const day = isDay(search.day ?? "") ? search.day : now().toISOString().slice(0, 10);
  const done = search.done && Object.hasOwn(dones, search.done) ? dones[search.done] : undefined;
  return (
    <>
      <PageHeader
        title="Notes"
        description="What happened when: a launch, a price change, an outage. Every chart over time marks them; open one to compare the days before with those after."
      />
      {done ? <FlashMessage>{done}</FlashMessage> : null}
      <div className="space-y-6">
        {mayWrite ? (
          <Card id="add" className="scroll-mt-20">
            <CardHeader
              title="Add a note"
              description="With no time it counts for the whole day. Days and times are UTC."
            />
            <CardBody>
              <NoteForm action={saveNoteAction} day={day} />
            </CardBody>
          </Card>
        ) : null}
        <Card className="min-w-0">
          <CardHeader
            title="On the time axis"
            description="Newest first. Entries of the changelog stand here by themselves; hide those that explain nothing."
          />
          <DataTable
            caption="Notes"
            rows={notes}
            rowKey={(note) => note.id}
            columns={[
              {
                header: "When",
                cell: noteTime,
                className: "whitespace-nowrap max-sm:min-w-28 max-sm:whitespace-normal",
              },
              {
                header: "What",
                cell: (note) => (
                  <span className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
                    <Link
                      href={paths.staff.note(note.id)}
                      prefetch={false}
                      className="break-words font-medium underline decoration-line-strong underline-offset-4 hover:decoration-accent"
                    >
                      {note.title}
                    </Link>
                    {note.hidden ? <Badge>hidden</Badge> : null}
                    {note.text ? <span className="block w-full text-ink-muted text-sm">{note.text}</span> : null}
                  </span>
                ),
                className: "min-w-48",
              },
              { header: "Kind", cell: (note) => <NoteKindMark kind={note.kind} /> },
              { header: "From", cell: (note) => <span className="text-ink-muted">{origins[note.origin]}</span> },
              ...(mayWrite ? [{ header: <span className="sr-only">Change</span>, cell: changeButton }] : []),
            ]}
            empty={
              <EmptyState icon={<CalendarPlus />} title="Nothing is noted yet">
                {mayWrite
                  ? "Add the last launch or price change above, send notes to POST /v1/notes, or write an entry into content/changelog."
                  : "The staff roles devrel, marketing and success write notes."}
              </EmptyState>
            }
          />
        </Card>
      </div>
    </>
  );
}

function changeButton(note: Note) {
  if (note.origin === "changelog") {
    return (
      <form action={hideChangeAction}>
        <input type="hidden" name="noteId" value={note.id} />
        <input type="hidden" name="hidden" value={note.hidden ? "no" : "yes"} />
        <SubmitButton size="sm" variant="ghost">
          {note.hidden ? "Show" : "Hide"}
        </SubmitButton>
      </form>
    );
  }
  return (
    <ConfirmButton
      size="sm"
      variant="ghost"
      title={`Delete ${note.title}?`}
      consequence="Charts no longer mark it. Its words stay in the audit log."
      confirm="Delete"
      action={deleteNoteAction}
      fields={{ noteId: note.id }}
    >
      Delete
    </ConfirmButton>
  );
}
