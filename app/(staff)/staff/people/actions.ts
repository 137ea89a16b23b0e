"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { staffRoleSchema } from "@/lib/identity/schema";
import { setStaffRole } from "@/lib/identity/set-staff-role";

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
