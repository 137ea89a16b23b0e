"use server";

import { revalidatePath } from "next/cache";
import { notFound, redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { dayMs, nowMs } from "@/lib/base/clock";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { dryRunConversions } from "@/lib/destinations/conversions/dry-run-conversions";
import { previewConversions } from "@/lib/destinations/conversions/preview-conversions";
import type { DryRunState } from "@/lib/destinations/conversions/schema";
import { createDestination } from "@/lib/destinations/create-destination";
import { deleteDestination } from "@/lib/destinations/delete-destination";
import { previewEvent } from "@/lib/destinations/preview-event";
import { replayDeliveries } from "@/lib/destinations/replay-deliveries";
import { restartDestination } from "@/lib/destinations/restart-destination";
import { rotateWebhookSecret } from "@/lib/destinations/rotate-webhook-secret";
import {
  type DestinationActionState,
  type DestinationFormState,
  destinationKindSchema,
  isAdKind,
  kindWords,
  mappingSchema,
} from "@/lib/destinations/schema";
import { sendTestEvent } from "@/lib/destinations/send-test-event";
import { startReplay } from "@/lib/destinations/start-replay";
import { switchDestination } from "@/lib/destinations/switch-destination";
import { updateDestination } from "@/lib/destinations/update-destination";
import { isEventName } from "@/lib/events/catalogue";
import { feedFacts } from "@/lib/privacy/feed-facts";
import { readFormValues, toFeed, toInput } from "./form-values";

/** Saves a destination, or shows what it would send. */
export async function saveDestinationAction(
  before: DestinationFormState,
  form: FormData,
): Promise<DestinationFormState> {
  const admin = await requireStaff("admin");
  const kind = destinationKindSchema.safeParse(form.get("kind"));
  if (!kind.success) notFound();
  const destinationId = String(form.get("destinationId") ?? "");
  const values = readFormValues(kind.data, form);
  const answer = { revision: before.revision + 1, values };
  const typed = toInput(kind.data, values, form);
  const wrong = kindWords[kind.data].fields.some(({ secret }) => secret) ? `${lookAgain} ${secretsAgain}` : lookAgain;
  if ("errors" in typed) return { ...answer, errors: typed.errors, message: wrong };
  if (form.get("intent") === "preview" && isAdKind(kind.data) && values.feed) {
    const preview = previewConversions(kind.data, toFeed(values.feed));
    if ("errors" in preview) return { ...answer, errors: preview.errors, message: wrong };
    return { ...answer, preview: JSON.stringify(preview.payloads, null, 2) };
  }
  if (form.get("intent") === "preview") {
    const mapping = mappingSchema.safeParse(typed.input.mapping);
    if (!mapping.success || !isEventName(values.sample)) return { ...answer, message: wrong };
    return { ...answer, preview: JSON.stringify(previewEvent(kind.data, mapping.data, values.sample), null, 2) };
  }
  const outcome = destinationId
    ? await updateDestination(postgres(), destinationId, typed.input, admin.id)
    : await createDestination(postgres(), kind.data, typed.input, admin.id);
  if (outcome.kind === "not_found") return { ...answer, message: "This destination is no longer there." };
  if (outcome.kind === "invalid") return { ...answer, errors: outcome.errors, message: wrong };
  revalidatePath(paths.staff.destinations, "layout");
  if (outcome.secret) return { ...answer, created: { destinationId: outcome.destinationId, secret: outcome.secret } };
  redirect(paths.staff.destination(outcome.destinationId, { done: destinationId ? "saved" : "created" }));
}

const lookAgain = "Some fields need another look.";
const secretsAgain = "Secrets are not kept in the form: enter them again.";

export async function testDestinationAction(
  _before: DestinationActionState,
  form: FormData,
): Promise<DestinationActionState> {
  const admin = await requireStaff("admin");
  const outcome = await sendTestEvent(postgres(), { destinationId: idOf(form), actorId: admin.id });
  if (!outcome) return { alert: "Its settings cannot be read. Enter its secrets again." };
  if (outcome.kind === "delivered") return { done: `Taken${outcome.status ? ` with ${outcome.status}` : ""}.` };
  return { alert: `Not taken: ${outcome.reason}.` };
}

/** What an ad platform would get now; nothing is counted anywhere. */
export async function dryRunAction(_before: DryRunState, form: FormData): Promise<DryRunState> {
  await requireStaff("admin", "marketing");
  const run = await dryRunConversions(postgres(), idOf(form), feedFacts(postgres()));
  return run ? { run } : { alert: "This destination is no longer there." };
}

export async function rotateSecretAction(
  _before: DestinationActionState,
  form: FormData,
): Promise<DestinationActionState> {
  const admin = await requireStaff("admin");
  const secret = await rotateWebhookSecret(postgres(), { destinationId: idOf(form), actorId: admin.id });
  if (!secret) return { alert: "There is no such webhook." };
  return { done: "The new secret is shown this once. For 24 hours the one before signs along.", secret };
}

export async function switchDestinationAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const enabled = form.get("enabled") === "yes";
  const destinationId = idOf(form);
  const changed = await switchDestination(postgres(), { destinationId, enabled, actorId: admin.id });
  finish(destinationId, changed ? (enabled ? "enabled" : "disabled") : "unchanged");
}

export async function restartDestinationAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const destinationId = idOf(form);
  const changed = await restartDestination(postgres(), { destinationId, actorId: admin.id });
  finish(destinationId, changed ? "restarted" : "unchanged");
}

export async function deleteDestinationAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  await deleteDestination(postgres(), { destinationId: idOf(form), actorId: admin.id });
  revalidatePath(paths.staff.destinations, "layout");
  redirect(`${paths.staff.destinations}?done=deleted`);
}

/** One line of the log again, or (no `eventId`) all that were given up. */
export async function replayAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const destinationId = idOf(form);
  const eventId = String(form.get("eventId") ?? "") || undefined;
  const count = await replayDeliveries(postgres(), { destinationId, eventId, actorId: admin.id });
  finish(destinationId, count ? "replayed" : "unchanged");
}

export async function replayRangeAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const destinationId = idOf(form);
  const [from, to] = [readTime(form.get("from")), readTime(form.get("to"))];
  if (!from || !to || from >= to || to.getTime() > nowMs() + dayMs) finish(destinationId, "bad_range");
  const started = await startReplay(postgres(), { destinationId, from, to, actorId: admin.id });
  finish(destinationId, started ? "range" : "unchanged");
}

/** What a `datetime-local` field gives, taken as UTC. */
function readTime(value: FormDataEntryValue | null): Date | null {
  const text = String(value ?? "");
  const time = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) ? `${text}Z` : "");
  return Number.isNaN(time.getTime()) ? null : time;
}

const idOf = (form: FormData) => String(form.get("destinationId") ?? "");

/** Back to the destination's page, which says what happened. */
function finish(destinationId: string, outcome: string): never {
  revalidatePath(paths.staff.destinations, "layout");
  redirect(paths.staff.destination(destinationId, { done: outcome }));
}
