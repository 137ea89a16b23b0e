"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { confirmImport } from "@/lib/spend/confirm-import";
import { setBudget, setBudgetInput } from "@/lib/spend/set-budget";
import { readMapping } from "./read-mapping";

/** Writes what the preview showed. The mapping comes from the form, so that what is confirmed is what was seen. */
export async function confirmImportAction(importId: string, form: FormData): Promise<void> {
  const person = await requireStaff("marketing");
  const mapping = readMapping(form);
  if (!mapping) redirect(paths.staff.spendImport(importId));
  const leaveOut = form.get("leaveOut") === "yes";
  const outcome = await confirmImport(postgres(), { importId, mapping, leaveOut, personId: person.id });
  if (outcome.kind === "gone") redirect(paths.staff.spend({ problem: "gone" }));
  if (outcome.kind === "errors") redirect(paths.staff.spendImport(importId));
  revalidatePath(paths.staff.spend());
  const { added, changed, unchanged } = outcome.changes;
  redirect(paths.staff.spend({ done: "imported", added, changed, unchanged }));
}

/** Says what a campaign may cost a month. */
export async function setBudgetAction(form: FormData): Promise<void> {
  const person = await requireStaff("marketing");
  const input = setBudgetInput.safeParse({ campaign: form.get("campaign"), amount: form.get("amount") });
  if (!input.success) redirect(paths.staff.spend({ problem: "bad_budget" }));
  await setBudget(postgres(), input.data, person.id);
  revalidatePath(paths.staff.spend());
  redirect(paths.staff.spend({ done: "budget" }));
}
