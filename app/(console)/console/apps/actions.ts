"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import type { KeyFormState } from "@/components/keys/words";
import type { CurrentPerson } from "@/lib/access/current-person";
import { getLiveKeyFacts } from "@/lib/access/get-live-key-facts";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { visitorHeader } from "@/lib/base/cookies";
import { toFieldErrors } from "@/lib/base/field-errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { createApp } from "@/lib/keys/create-app";
import { createKey } from "@/lib/keys/create-key";
import { disableKey } from "@/lib/keys/disable-key";
import { enableKey } from "@/lib/keys/enable-key";
import { getKey } from "@/lib/keys/get-key";
import { revealSandboxKey } from "@/lib/keys/reveal-sandbox-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import { createAppInput, createKeyInput, maxGraceSeconds, noLiveKeyFacts, updateKeyInput } from "@/lib/keys/schema";
import { updateApp } from "@/lib/keys/update-app";
import { updateKey } from "@/lib/keys/update-key";
import { findOrigin } from "./find-origin";
import { readKeyFields } from "./read-key-fields";

const notAllowed = "Your role may look, not change.";
const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** The first thing wrong with each field, by the field's name. */
function fieldErrors(error: z.ZodError): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { pointer, detail } of toFieldErrors(error)) errors[pointer.split("/")[1] ?? ""] ??= detail;
  return errors;
}

export async function createAppAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const person = await requirePerson(paths.console.newApp);
  const typed = { name: text(form, "name"), description: text(form, "description") };
  if (!mayChangeApps(person.companyRole)) return { typed, message: notAllowed };
  const input = createAppInput.safeParse(typed);
  if (!input.success) return { typed, errors: fieldErrors(input.error) };
  const owner = {
    companyId: person.companyId,
    personId: person.id,
    visitorId: (await headers()).get(visitorHeader) ?? undefined,
  };
  const app = await createApp(postgres(), owner, input.data);
  revalidatePath(paths.console.home, "layout");
  redirect(paths.console.app(app.id, { from: text(form, "from") || undefined }));
}

export async function updateAppAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const appId = text(form, "appId");
  const person = await requirePerson(paths.console.editApp(appId));
  const typed = { name: text(form, "name"), description: text(form, "description") };
  if (!mayChangeApps(person.companyRole)) return { typed, message: notAllowed };
  const input = createAppInput.safeParse(typed);
  if (!input.success) return { typed, errors: fieldErrors(input.error) };
  const app = await updateApp(postgres(), { appId, companyId: person.companyId, personId: person.id }, input.data);
  if (!app) return { typed, message: "This app is not there any more." };
  revalidatePath(paths.console.home, "layout");
  redirect(paths.console.app(app.id));
}

export async function createKeyAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const appId = text(form, "appId");
  const person = await requirePerson(paths.console.app(appId));
  const { typed: fields, values, errors } = readKeyFields(form);
  const typed = { ...fields, environment: text(form, "environment") };
  if (!mayChangeApps(person.companyRole)) return { typed, message: notAllowed };
  const { expiresAt, ...given } = values;
  const input = createKeyInput.safeParse({
    ...given,
    environment: typed.environment,
    ...(expiresAt ? { expiresAt } : {}),
  });
  if (!input.success) return { typed, errors: { ...fieldErrors(input.error), ...errors } };
  if (errors) return { typed, errors };
  const visitorId = (await headers()).get(visitorHeader) ?? undefined;
  const owner = {
    appId,
    companyId: person.companyId,
    personId: person.id,
    actor: { kind: "person" as const, id: person.id },
    visitorId,
    originPath: await findOrigin(text(form, "from"), visitorId),
  };
  const facts =
    input.data.environment === "live"
      ? await getLiveKeyFacts(postgres(), { companyId: person.companyId, personId: person.id })
      : noLiveKeyFacts;
  const made = await createKey(postgres(), owner, input.data, facts);
  switch (made.outcome) {
    case "app_not_found":
      return { typed, message: "This app is not there any more." };
    case "expiry_passed":
      return { typed, errors: { expiresAt: "has passed" } };
    case "live_not_allowed":
      return { typed, missing: made.missing };
    case "created":
      revalidatePath(paths.console.home, "layout");
      return { created: { name: made.key.name, environment: made.key.environment, secret: made.secret } };
  }
}

export async function updateKeyAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const { person, address } = await requireKey(form);
  const { typed, values, errors } = readKeyFields(form);
  if (!mayChangeApps(person.companyRole)) return { typed, message: notAllowed };
  const kept = await getKey(postgres(), address.keyId, address.companyId);
  // The same day again is no change: the end of the day may be later than what a rolled key has left.
  const sameDay = kept?.expiresAt?.toISOString().slice(0, 10) === typed.expiresAt;
  const input = updateKeyInput.safeParse({ ...values, expiresAt: sameDay ? undefined : values.expiresAt });
  if (!input.success) return { typed, errors: { ...fieldErrors(input.error), ...errors } };
  if (errors) return { typed, errors };
  const changed = await updateKey(postgres(), address, actorOf(person), input.data);
  if (changed.outcome === "not_found") return { typed, message: "This key is not there any more." };
  revalidatePath(paths.console.apps, "layout");
  return { savedAt: Date.now() };
}

export async function rotateKeyAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const { person, address } = await requireKey(form);
  if (!mayChangeApps(person.companyRole)) return { message: notAllowed };
  const graceSeconds = Number(text(form, "graceSeconds"));
  if (!Number.isInteger(graceSeconds) || graceSeconds < 0 || graceSeconds > maxGraceSeconds) {
    return { errors: { graceSeconds: "must be 0 seconds to 30 days" } };
  }
  const rolled = await rotateKey(postgres(), address, { actor: actorOf(person), personId: person.id }, graceSeconds);
  if (rolled.outcome !== "rotated") return { message: "This key does not work now, so it cannot be rolled." };
  revalidatePath(paths.console.apps, "layout");
  return { created: { name: rolled.key.name, environment: rolled.key.environment, secret: rolled.secret } };
}

/** A sandbox key's secret, again; of a live key there is nothing to show. */
export async function revealKeyAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const { person, address } = await requireKey(form);
  if (!mayChangeApps(person.companyRole)) return { message: notAllowed };
  const secret = await revealSandboxKey(postgres(), address.keyId, address.companyId);
  return secret
    ? { revealed: secret }
    : {
        message:
          "This key cannot be shown: it was made before keys were kept, or under another secret of the portal. Roll it.",
      };
}

export async function switchKeyAction(form: FormData): Promise<void> {
  const { person, address, appId } = await requireKey(form);
  if (mayChangeApps(person.companyRole)) {
    const change = text(form, "to") === "enabled" ? enableKey : disableKey;
    await change(postgres(), address, actorOf(person));
    revalidatePath(paths.console.apps, "layout");
  }
  redirect(paths.console.key(appId, address.keyId));
}

export async function revokeKeyAction(form: FormData): Promise<void> {
  const { person, address, appId } = await requireKey(form);
  if (mayChangeApps(person.companyRole)) {
    await revokeKey(postgres(), address, actorOf(person), text(form, "reason").trim() || "revoked in the console");
    revalidatePath(paths.console.home, "layout");
  }
  redirect(paths.console.key(appId, address.keyId));
}

const actorOf = (person: CurrentPerson) => ({ kind: "person" as const, id: person.id });

async function requireKey(form: FormData) {
  const appId = text(form, "appId");
  const person = await requirePerson(paths.console.app(appId));
  return { person, appId, address: { keyId: text(form, "keyId"), companyId: person.companyId } };
}
