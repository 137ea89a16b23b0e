"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { createServiceToken, createServiceTokenInput } from "@/lib/access/create-service-token";
import { requireStaff } from "@/lib/access/require-staff";
import { revokeServiceToken } from "@/lib/access/revoke-service-token";
import type { TokenFormState } from "@/lib/access/schema";
import { dayMs } from "@/lib/base/clock";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { createSource, sourceNameSchema } from "@/lib/events/create-source";
import { rotateSource } from "@/lib/events/rotate-source";
import { switchSource } from "@/lib/events/switch-source";

/** Makes a service token; its secret is in the answer and nowhere else. */
export async function createTokenAction(_before: TokenFormState, form: FormData): Promise<TokenFormState> {
  const admin = await requireStaff("admin");
  const input = createServiceTokenInput.safeParse({ name: form.get("name"), scopes: form.getAll("scopes") });
  if (!input.success) {
    return {
      errors: Object.fromEntries(
        input.error.issues.map((issue) => [
          String(issue.path[0]),
          issue.path[0] === "scopes" ? "Choose at least one." : issue.message,
        ]),
      ),
    };
  }
  const { secret } = await createServiceToken(postgres(), { ...input.data, createdBy: admin.id });
  revalidatePath(paths.staff.settings);
  return { secret, name: input.data.name };
}

export async function revokeTokenAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const revoked = await revokeServiceToken(postgres(), String(form.get("tokenId") ?? ""), admin.id);
  finish(revoked ? "token_revoked" : "unchanged");
}

export async function createSourceAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const name = sourceNameSchema.safeParse(form.get("name"));
  if (!name.success) finish("bad_name");
  await createSource(postgres(), { name: name.data, actorId: admin.id });
  finish("source_created");
}

export async function switchSourceAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const enabled = form.get("enabled") === "yes";
  const sourceId = String(form.get("sourceId") ?? "");
  const changed = await switchSource(postgres(), { sourceId, enabled, actorId: admin.id });
  finish(changed ? (enabled ? "source_enabled" : "source_disabled") : "unchanged");
}

/** How long the key of before works: a day to change every sender. */
const rotationGraceMs = dayMs;

export async function rotateSourceAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const sourceId = String(form.get("sourceId") ?? "");
  const { outcome } = await rotateSource(postgres(), { sourceId, graceMs: rotationGraceMs, actorId: admin.id });
  finish(outcome === "rotated" ? "source_rotated" : "unchanged");
}

/** Back to the page, which says what happened. */
function finish(outcome: string): never {
  revalidatePath(paths.staff.settings);
  redirect(`${paths.staff.settings}?done=${outcome}`);
}
