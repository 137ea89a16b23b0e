import { dayMs } from "@/lib/base/clock";
import type { Note as NoteRow } from "@/lib/base/prisma-client/client";
import { isDay, type Note, type NoteKind } from "../schema";

/** A stored note as it is shown. */
export function toNote(row: NoteRow): Note {
  const show = (at: Date) => (row.wholeDays ? at.toISOString().slice(0, 10) : at.toISOString());
  const lastDay = row.endsAt && row.wholeDays ? new Date(row.endsAt.getTime() - dayMs) : row.endsAt;
  return {
    ...{ id: row.id, kind: row.kind as NoteKind, title: row.title, text: row.text, link: row.link },
    from: show(row.startsAt),
    to: lastDay && show(lastDay),
    origin: row.origin as Note["origin"],
    hidden: false,
  };
}

/** A span as it is stored: the end of whole days is the midnight after the last. */
export function toSpan({ from, to }: { from: string; to: string | null }) {
  const wholeDays = isDay(from);
  const end = to === null ? null : new Date(to);
  return {
    wholeDays,
    startsAt: new Date(from),
    endsAt: end && wholeDays ? new Date(end.getTime() + dayMs) : end,
  };
}
