import type { ChartNotes } from "@/components/charts/place-notes";
import { mayEnter, type StaffPerson } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { gatherNotes } from "@/lib/reports/gather-notes";

/** Who writes notes. */
export const noteRoles = ["devrel", "marketing", "success"] as const;

/** What a staff chart over `days` marks; `lastDay` where its last point covers several. */
export async function staffChartNotes(
  person: Pick<StaffPerson, "staffRole">,
  days: string[],
  lastDay = days.at(-1),
): Promise<ChartNotes> {
  const notes = days[0] && lastDay ? await gatherNotes({ from: days[0], to: lastDay }) : [];
  return {
    ...{ notes, days, lastDay },
    hrefOf: (note) => paths.staff.note(note.id),
    addHref: mayEnter(person.staffRole, noteRoles) ? `${paths.staff.notes()}#add` : undefined,
  };
}
