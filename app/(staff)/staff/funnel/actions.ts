"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { deleteFunnel } from "@/lib/reports/delete-funnel";
import { saveFunnel } from "@/lib/reports/save-funnel";

/** Keeps the funnel of the address under a name. */
export async function saveFunnelAction(form: FormData): Promise<void> {
  const person = await requireStaff("devrel", "marketing", "success");
  const address = String(form.get("address") ?? "");
  const outcome = await saveFunnel(
    postgres(),
    { name: String(form.get("name") ?? ""), address, shared: form.get("shared") === "on" },
    person.id,
  );
  revalidatePath(paths.staff.funnel);
  redirect(`${paths.staff.funnel}?${address}&done=${outcome.kind === "saved" ? "saved" : "not_saved"}`);
}

export async function deleteFunnelAction(form: FormData): Promise<void> {
  const person = await requireStaff("devrel", "marketing", "success");
  const given = {
    funnelId: String(form.get("funnelId") ?? ""),
    actorId: person.id,
    admin: person.staffRole === "admin",
  };
  const deleted = await deleteFunnel(postgres(), given);
  revalidatePath(paths.staff.funnel);
  redirect(`${paths.staff.funnel}?done=${deleted ? "deleted" : "not_deleted"}`);
}
