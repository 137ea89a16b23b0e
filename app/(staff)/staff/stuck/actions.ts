"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listRefused } from "@/lib/privacy/list-refused";
import { type Handling, handleCase } from "@/lib/stuck/handle-case";
import { snoozeDays, stuckWorkers } from "@/lib/stuck/schema";
import { sendNote } from "@/lib/stuck/send-note";
import { readStuckFilter } from "./read-filter";

/** What a line's buttons do: `note`, `dismiss`, `reopen` or `snooze-<days>`. */
export async function handleStuckAction(form: FormData): Promise<void> {
  const person = await requireStaff(...stuckWorkers);
  const caseId = String(form.get("caseId") ?? "");
  const act = String(form.get("do") ?? "");
  const back = readStuckFilter(Object.fromEntries(new URLSearchParams(String(form.get("back") ?? ""))));
  const done =
    act === "note"
      ? await sendNote(postgres(), { caseId, sentById: person.id }, (ids) => listRefused(postgres(), ids))
      : await handle(caseId, person.id, act);
  revalidatePath(paths.staff.stuck());
  redirect(paths.staff.stuck({ ...back, limit: undefined, done }));
}

async function handle(caseId: string, actorId: string, act: string): Promise<string> {
  const days = snoozeDays.find((one) => act === `snooze-${one}`);
  const handling: Handling | null = days
    ? { kind: "snooze", days }
    : act === "dismiss" || act === "reopen"
      ? { kind: act }
      : null;
  if (!handling) return "not_found";
  return (await handleCase(postgres(), { caseId, actorId, handling })) ? handling.kind : "not_found";
}
