"use server";

import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { currentAuthSession } from "@/lib/access/current-person";
import { requirePerson } from "@/lib/access/require-person";
import { authCookieName, cookieNames } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { chooseOrganisation } from "@/lib/identity/choose-organisation";
import { endAuthSessions } from "@/lib/identity/end-auth-sessions";
import { renamePerson } from "@/lib/identity/rename-person";
import { personNameSchema } from "@/lib/identity/schema";
import { switchCompany } from "@/lib/identity/switch-company";
import { deletePerson } from "@/lib/privacy/delete-person";

export async function renameAction(form: FormData): Promise<void> {
  const person = await requirePerson(paths.console.account);
  const name = personNameSchema.safeParse(form.get("name"));
  if (!name.success) finish("bad_name");
  await renamePerson(postgres(), { personId: person.id, name: name.data });
  finish("renamed");
}

export async function switchCompanyAction(form: FormData): Promise<void> {
  const person = await requirePerson(paths.console.account);
  const companyId = String(form.get("companyId") ?? "");
  finish((await switchCompany(postgres(), { personId: person.id, companyId })) ? "switched" : "not_member");
}

export async function chooseOrganisationAction(form: FormData): Promise<void> {
  const person = await requirePerson(paths.console.account);
  const organisation = String(form.get("organisation") ?? "");
  finish((await chooseOrganisation(postgres(), { personId: person.id, organisation })).outcome);
}

export async function signOutElsewhereAction(): Promise<void> {
  const person = await requirePerson(paths.console.account);
  const login = await currentAuthSession();
  await endAuthSessions(postgres(), { personId: person.id, exceptSessionId: login?.sessionId ?? "" });
  finish("signed_out_elsewhere");
}

export async function deleteAccountAction(form: FormData): Promise<void> {
  const person = await requirePerson(paths.console.account);
  if (form.get("sure") !== "yes") finish("not_sure");
  const outcome = await deletePerson(postgres(), person.id);
  if (outcome === "last_owner" || outcome === "last_admin") finish(outcome);
  const jar = await cookies();
  const secure = env().publicUrl.startsWith("https:");
  for (const name of [authCookieName(secure), cookieNames.visitor, cookieNames.visit]) {
    jar.set(name, "", { maxAge: 0, path: "/", httpOnly: true, sameSite: "lax", secure });
  }
  redirect(paths.home);
}

/** Back to the page, which says what happened. */
function finish(outcome: string): never {
  revalidatePath(paths.console.home, "layout");
  redirect(`${paths.console.account}?done=${outcome}`);
}
