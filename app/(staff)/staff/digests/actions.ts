"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { testDigest } from "@/lib/digests/run-digests";
import { saveDigest } from "@/lib/digests/save-digest";
import type { DigestFormState, DigestInput } from "@/lib/digests/schema";
import { deleteDigest, switchDigest } from "@/lib/digests/switch-digest";

const fields = [
  "name",
  "report",
  "address",
  "frequency",
  "weekday",
  "hour",
  "timeZone",
  "recipients",
  "slack",
] as const;

export async function saveDigestAction(before: DigestFormState, form: FormData): Promise<DigestFormState> {
  const person = await requireStaff("devrel", "marketing", "success");
  const values = Object.fromEntries(fields.map((name) => [name, String(form.get(name) ?? "").trim()])) as Record<
    (typeof fields)[number],
    string
  >;
  const digestId = String(form.get("digestId") ?? "") || undefined;
  const input = {
    ...values,
    address: values.address.replace(/^\?/, ""),
    recipients: values.recipients.split(/[\s,;]+/).filter(Boolean),
    slack: values.slack === "yes",
  };
  const outcome = await saveDigest(postgres(), input as unknown as DigestInput, { actorId: person.id, digestId });
  if (outcome.kind === "saved") {
    revalidatePath(paths.staff.digests, "layout");
    redirect(paths.staff.digest(outcome.digestId, { done: "saved" }));
  }
  const answer = { revision: before.revision + 1, values };
  if (outcome.kind === "not_found") return { ...answer, errors: {}, message: "This digest is no longer there." };
  const errors = Object.fromEntries(outcome.errors.map(({ pointer, detail }) => [pointer.split("/")[1] ?? "", detail]));
  return { ...answer, errors, message: "Some fields need another look." };
}

export async function testDigestAction(form: FormData): Promise<void> {
  const person = await requireStaff("devrel", "marketing", "success");
  const digestId = idOf(form);
  finish(digestId, (await testDigest(postgres(), { digestId, personId: person.id })) ? "test" : "no_test");
}

export async function switchDigestAction(form: FormData): Promise<void> {
  const person = await requireStaff("devrel", "marketing", "success");
  const digestId = idOf(form);
  const enabled = form.get("enabled") === "yes";
  await switchDigest(postgres(), { digestId, enabled, actorId: person.id });
  finish(digestId, enabled ? "on" : "off");
}

export async function deleteDigestAction(form: FormData): Promise<void> {
  const person = await requireStaff("devrel", "marketing", "success");
  await deleteDigest(postgres(), { digestId: idOf(form), actorId: person.id });
  revalidatePath(paths.staff.digests, "layout");
  redirect(`${paths.staff.digests}?done=deleted`);
}

const idOf = (form: FormData) => String(form.get("digestId") ?? "");

function finish(digestId: string, done: string): never {
  revalidatePath(paths.staff.digests, "layout");
  redirect(paths.staff.digest(digestId, { done }));
}
