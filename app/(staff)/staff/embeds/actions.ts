"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { createEmbed } from "@/lib/reports/embeds/create-embed";
import { revokeEmbed } from "@/lib/reports/embeds/revoke-embed";
import { createEmbedInput } from "@/lib/reports/embeds/schema";

export async function createEmbedAction(form: FormData): Promise<void> {
  const person = await requireStaff("marketing", "devrel");
  const { frameAncestors, ...fields } = Object.fromEntries([...form].filter(([name]) => !name.startsWith("$")));
  const origins = String(frameAncestors ?? "")
    .split(/[\s,]+/)
    .filter(Boolean);
  const input = createEmbedInput.safeParse({ ...fields, frameAncestors: origins.map((one) => one.replace(/\/$/, "")) });
  if (!input.success) redirect(paths.staff.embeds({ problem: input.error.issues[0]?.message }));
  await createEmbed(postgres(), input.data, person.id);
  revalidatePath(paths.staff.embeds());
  redirect(paths.staff.embeds({ done: "made" }));
}

export async function revokeEmbedAction(form: FormData): Promise<void> {
  const person = await requireStaff("marketing", "devrel");
  await revokeEmbed(postgres(), String(form.get("embedId") ?? ""), person.id);
  revalidatePath(paths.staff.embeds());
  redirect(paths.staff.embeds({ done: "revoked" }));
}
