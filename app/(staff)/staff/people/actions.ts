"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { staffRoleSchema, undoReasonSchema } from "@/lib/identity/schema";
import { setStaffRole } from "@/lib/identity/set-staff-role";
import { redoLink, undoLink } from "@/lib/identity/undo-link";

/** Takes a tie of the merge ledger back, or makes it count again. */
export async function correctLinkAction(form: FormData): Promise<void> {
  const staff = await requireStaff("admin", "success", "devrel");
  const personId = String(form.get("personId") ?? "");
  const back: (done: string) => never = (done) => {
    revalidatePath(paths.staff.home, "layout");
    redirect(`${paths.staff.person(personId)}?done=${done}`);
  };
  const reason = undoReasonSchema.safeParse(form.get("reason"));
  if (!reason.success) back("no_reason");
  const correct = form.get("way") === "redo" ? redoLink : undoLink;
  const result = await correct(postgres(), {
    linkId: String(form.get("linkId") ?? ""),
    actorId: staff.id,
    reason: reason.data,
  });
  if (result.outcome !== "undone" && result.outcome !== "redone") back(`link_${result.outcome}`);
  back(`${result.outcome}&events=${result.events}&visits=${result.visits}`);
}

/** Gives or takes a staff role; admins only. */
export async function setStaffRoleAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const personId = String(form.get("personId") ?? "");
  const role = staffRoleSchema.or(staffRoleSchema.nullable()).safeParse(form.get("role") || null);
  const outcome = role.success
    ? await setStaffRole(postgres(), { personId, role: role.data, actorId: admin.id })
    : "unchanged";
  revalidatePath(paths.staff.home, "layout");
  redirect(`${paths.staff.person(personId)}?done=${outcome}`);
}
