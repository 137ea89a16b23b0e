"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requirePerson } from "@/lib/access/require-person";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { changeRole } from "@/lib/identity/change-role";
import { createInvite } from "@/lib/identity/create-invite";
import { removeMember } from "@/lib/identity/remove-member";
import { renameCompany } from "@/lib/identity/rename-company";
import { revokeInvite } from "@/lib/identity/revoke-invite";
import {
  companyNameSchema,
  createInviteInput,
  type InviteFormState,
  membershipRoleSchema,
} from "@/lib/identity/schema";

/** Makes an invite; its link is in the answer and nowhere else. */
export async function inviteAction(_before: InviteFormState, form: FormData): Promise<InviteFormState> {
  const person = await requirePerson(paths.console.team);
  const input = createInviteInput.safeParse(Object.fromEntries(form));
  if (!input.success) {
    return { errors: Object.fromEntries(input.error.issues.map((issue) => [issue.path.join("."), issue.message])) };
  }
  try {
    const invite = await createInvite(postgres(), {
      companyId: person.companyId,
      inviterId: person.id,
      role: input.data.role,
      email: input.data.email,
    });
    revalidatePath(paths.console.team);
    return { link: `${env().publicUrl}${paths.invite(invite.token)}`, expiresAt: invite.expiresAt.toISOString() };
  } catch (error) {
    if (error instanceof PortalError) return { errors: { role: error.message } };
    throw error;
  }
}

export async function revokeInviteAction(form: FormData): Promise<void> {
  const person = await requirePerson(paths.console.team);
  const inviteId = String(form.get("inviteId") ?? "");
  finish(await outcomeOf(revokeInvite(postgres(), { inviteId, actorId: person.id }).then(() => "invite_revoked")));
}

export async function changeRoleAction(form: FormData): Promise<void> {
  const person = await requirePerson(paths.console.team);
  const role = membershipRoleSchema.safeParse(form.get("role"));
  if (!role.success) finish("forbidden");
  const change = { companyId: person.companyId, personId: String(form.get("personId") ?? ""), actorId: person.id };
  finish(await changeRole(postgres(), { ...change, role: role.data }));
}

export async function removeMemberAction(form: FormData): Promise<void> {
  const person = await requirePerson(paths.console.team);
  const personId = String(form.get("personId") ?? "");
  const outcome = await removeMember(postgres(), { companyId: person.companyId, personId, actorId: person.id });
  finish(outcome === "removed" && personId === person.id ? "left" : outcome);
}

export async function renameCompanyAction(form: FormData): Promise<void> {
  const person = await requirePerson(paths.console.team);
  const name = companyNameSchema.safeParse(form.get("name"));
  if (!name.success) finish("bad_name");
  const rename = { companyId: person.companyId, name: name.data, actorId: person.id };
  finish(await outcomeOf(renameCompany(postgres(), rename).then(() => "renamed")));
}

/** Back to the page, which says what happened. */
function finish(outcome: string): never {
  revalidatePath(paths.console.home, "layout");
  redirect(`${paths.console.team}?done=${outcome}`);
}

async function outcomeOf(act: Promise<string>): Promise<string> {
  return act.catch((error: unknown) => {
    if (error instanceof PortalError) return error.code;
    throw error;
  });
}
