import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NoteKindMark, noteTime } from "@/components/charts/note-marks";
import { BeforeAfterView } from "@/components/notes/before-after-view";
import { NoteForm } from "@/components/notes/note-form";
import { readAddress, type Search } from "@/components/reports/address";
import { AddressErrors } from "@/components/reports/address-errors";
import { CsvButton } from "@/components/reports/csv-button";
import { ReportChoice } from "@/components/reports/report-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { layers } from "@/lib/journeys/schema";
import { beforeAfterReport } from "@/lib/reports/before-after";
import { windowDays } from "@/lib/reports/before-after/schema";
import { findNote } from "@/lib/reports/gather-notes";
import { noteRoles, staffChartNotes } from "../../chart-notes";
import { runPageReport } from "../../run-page-report";
import { saveNoteAction } from "../actions";

export const metadata: Metadata = { title: "Note" };

type Props = { params: Promise<{ noteId: string }>; searchParams: Promise<Search> };

/** A note: the days before it against those after it, and its words to change. */
export default async function NotePage({ params, searchParams }: Props) {
  const person = await requireStaff("viewer", "devrel", "marketing", "success");
  const { noteId } = await params;
  const note = await findNote(noteId);
  if (!note) notFound();
  const query = readAddress(await searchParams);
  const done = query.get("done");
  query.delete("done");
  query.set("note", note.id);
  const { result, errors } = await runPageReport(beforeAfterReport, query);
  const notes = result ? await staffChartNotes(person, result.series.days) : null;
  const mayChange = note.origin !== "changelog" && mayEnter(person.staffRole, noteRoles);
  return (
    <>
      <PageHeader
        above={<Breadcrumbs items={[{ label: "Notes", href: paths.staff.notes() }, { label: note.title }]} />}
        title={note.title}
        description={
          <span className="flex flex-wrap items-baseline gap-x-3">
            <NoteKindMark kind={note.kind} />
            <span>{noteTime(note)}</span>
            {note.link ? (
              <a href={note.link} rel="noreferrer" className="break-all text-accent hover:underline">
                {note.origin === "changelog" ? "Read the entry" : note.link}
              </a>
            ) : null}
          </span>
        }
        actions={result ? <CsvButton report="before-after" query={query} /> : null}
      />
      {done === "added" || done === "changed" ? (
        <FlashMessage>
          {done === "added" ? "The note was added: charts mark it." : "The note was changed."}
        </FlashMessage>
      ) : null}
      {note.text ? <p className="mb-5 max-w-2xl whitespace-pre-line">{note.text}</p> : null}
      <form
        action={paths.staff.note(note.id)}
        key={query.toString()}
        className="mb-5 grid grid-cols-2 items-end gap-3 lg:flex lg:flex-wrap lg:*:min-w-32"
      >
        <ReportChoice
          label="Compare"
          name="metric"
          choices={layers.map(({ metrics: [metric] }) => ({ id: metric.id, label: metric.label }))}
          current={query.get("metric") ?? "sign_ups"}
        />
        <ReportChoice
          label="Days on each side"
          name="days"
          choices={windowDays.map((days) => ({ id: String(days), label: `${days} days` }))}
          current={query.get("days") ?? "14"}
        />
        <ReportChoice
          label="First reached by"
          name="entity"
          choices={[
            { id: "person", label: "People" },
            { id: "company", label: "Companies" },
          ]}
          current={query.get("entity") ?? "person"}
        />
        <Button type="submit" variant="primary" className="lg:min-w-0!">
          Compare
        </Button>
      </form>
      {result && notes ? <BeforeAfterView result={result} notes={notes} /> : <AddressErrors errors={errors} />}
      {mayChange ? (
        <Card className="mt-5">
          <details>
            <summary className="cursor-pointer rounded-lg px-5 py-3.5 font-medium">Change this note</summary>
            <CardBody className="border-line border-t">
              <NoteForm action={saveNoteAction} note={note} />
            </CardBody>
          </details>
        </Card>
      ) : null}
    </>
  );
}
