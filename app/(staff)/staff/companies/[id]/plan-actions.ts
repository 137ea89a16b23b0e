"use server";

import { revalidatePath } from "next/cache";
import type { PlanFormState, StripeFormState } from "@/components/billing/form-states";
import { requireStaff } from "@/lib/access/require-staff";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getCompany } from "@/lib/identity/get-company";
import { assignPlan } from "@/lib/plans/assign-plan";
import { assignPlanInput, stripeCustomerSchema } from "@/lib/plans/schema";
import { setStripeCustomer } from "@/lib/plans/set-stripe-customer";

/** Puts a company on a plan, now or from the beginning of a day (UTC). Admins only. */
export async function assignPlanAction(
  companyId: string,
  _before: PlanFormState,
  form: FormData,
): Promise<PlanFormState> {
  const admin = await requireStaff("admin");
  const day = String(form.get("from") ?? "").trim();
  const typed = { planId: String(form.get("planId") ?? ""), reason: String(form.get("reason") ?? ""), from: day };
  const input = assignPlanInput.safeParse({
    planId: typed.planId,
    reason: typed.reason,
    ...(day ? { from: `${day}T00:00:00Z` } : {}),
  });
  if (!input.success) {
    const errors = Object.fromEntries(
      input.error.issues.map((issue) => [
        String(issue.path[0]),
        issue.path[0] === "from" ? "must be a day such as 2026-12-01" : issue.message,
      ]),
    );
    return { typed, errors };
  }
  if (!(await getCompany(postgres(), companyId))) return { typed, errors: { planId: "The company is gone." } };
  const { planId, reason, from } = input.data;
  try {
    const change = { planId, reason, from: from === undefined ? undefined : new Date(from) };
    await assignPlan(postgres(), companyId, change, { kind: "person", id: admin.id });
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    return { typed, errors: Object.fromEntries(error.errors.map(({ pointer, detail }) => [pointer.slice(1), detail])) };
  }
  revalidatePath(paths.staff.company(companyId));
  return { saved: true };
}

/** Says who a company is at Stripe; empty: nobody. Admins only. */
export async function setStripeCustomerAction(
  companyId: string,
  _before: StripeFormState,
  form: FormData,
): Promise<StripeFormState> {
  const admin = await requireStaff("admin");
  const typed = String(form.get("customerId") ?? "");
  const input = stripeCustomerSchema.safeParse(typed);
  if (!input.success) return { typed, error: input.error.issues[0]?.message };
  if (!(await getCompany(postgres(), companyId))) return { typed, error: "The company is gone." };
  await setStripeCustomer(postgres(), companyId, input.data || null, { kind: "person", id: admin.id });
  revalidatePath(paths.staff.company(companyId));
  return { saved: true };
}
