"use server";

import { revalidatePath } from "next/cache";
import type { BudgetFormState } from "@/components/billing/form-states";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { budgetInput } from "@/lib/plans/schema";
import { setBudget } from "@/lib/plans/set-budget";
import { maySeeBills } from "./may-see-bills";

/** Keeps the company's budget and thresholds. */
export async function saveBudgetAction(_before: BudgetFormState, form: FormData): Promise<BudgetFormState> {
  const person = await requirePerson(paths.console.billing);
  const typed = { budget: String(form.get("budget") ?? ""), thresholds: String(form.get("thresholds") ?? "") };
  if (!maySeeBills(person)) return { typed, errors: { budget: "Your role does not allow that." } };
  const input = budgetInput.safeParse(typed);
  if (!input.success) {
    return {
      typed,
      errors: Object.fromEntries(input.error.issues.map((issue) => [String(issue.path[0]), issue.message])),
    };
  }
  const { budget, thresholds } = input.data;
  await setBudget(
    postgres(),
    person.companyId,
    { budget: budget || null, thresholds },
    { kind: "person", id: person.id },
  );
  revalidatePath(paths.console.billing);
  return { saved: true };
}
